"""What the scripts of the operations share: a family of cases, and how it is written."""
import json
import math
import shutil
import sys
import zlib
from pathlib import Path

import coremltools as ct
import numpy as np
from coremltools.converters.mil import Builder as mb
from coremltools.proto import Model_pb2
from coremltools.converters.mil.mil import Function, Program, get_new_symbol, types

OUT = Path(__file__).resolve().parents[1] / "resources" / "ops"
FAMILIES = {}


class Family:
    """Operations that share a program: inputs by name, and cases with a builder and a reference."""

    def __init__(self, name, target, **inputs):
        self.name = name
        self.target = target
        self.inputs = {k: np.asarray(v) for k, v in inputs.items()}
        self.states = {}
        self.open = set()
        self.retyped = {}
        self.classes = []
        self.told = {}
        self.cases = []
        FAMILIES[name] = self

    def add(self, name, build, *expected):
        self.cases.append((name, build, [np.asarray(e) for e in expected]))

    def write(self):
        dtypes = {"float32": types.fp32, "int32": types.int32, "float16": types.fp16}
        shapes = {
            k: tuple(get_new_symbol() if (k, axis) in self.open else dim for axis, dim in enumerate(v.shape))
            for k, v in self.inputs.items()
        }
        placeholders = {k: mb.placeholder(shapes[k], dtype=dtypes[str(v.dtype)]) for k, v in self.inputs.items()}
        for name, value in self.states.items():
            placeholders[name] = mb.state_tensor_placeholder(value, dtype=types.fp16)
        outputs, expected = [], {}
        with Function(placeholders, opset_version=self.target) as function:
            for name, build, values in self.cases:
                try:
                    results = build(**function.inputs)
                except Exception:
                    print("building", self.name, name, file=sys.stderr)
                    raise
                results = list(results) if isinstance(results, (list, tuple)) else [results]
                assert len(results) == len(values), (name, len(results), len(values))
                for i, (result, value) in enumerate(zip(results, values)):
                    key = name if len(results) == 1 else f"{name}_{i}"
                    if result.dtype not in (types.fp32, types.fp16):
                        result = mb.cast(x=result, dtype="int32")
                    declared = tuple(d if isinstance(d, (int, np.integer)) else -1 for d in result.shape)
                    assert len(declared) == value.ndim and all(
                        a in (-1, b) for a, b in zip(declared, value.shape)
                    ), (self.name, key, declared, value.shape)
                    if result.dtype == types.fp16:
                        result = mb.cast(x=result, dtype="fp32")
                    outputs.append(mb.identity(x=result, name=key))
                    expected[key] = value
            function.set_outputs(outputs)
        expected = self.told or expected
        program = Program()
        program.add_function("main", function)
        model = ct.convert(
            program,
            source="milinternal",
            convert_to="mlprogram",
            minimum_deployment_target=self.target,
            compute_precision=ct.precision.FLOAT32,
            pass_pipeline=ct.PassPipeline.EMPTY,
            skip_model_load=True,
            **({"classifier_config": ct.ClassifierConfig(self.classes)} if self.classes else {}),
            **({"inputs": self.flexible()} if self.open else {}),
        )
        folder = (OUT.parent if self.name == "unsupported" else OUT) / self.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        model.save(str(folder / "model.mlpackage"))
        retype(next(folder.glob("**/model.mlmodel")), self.retyped)
        weights = folder / "model.mlpackage" / "Data" / "com.apple.CoreML" / "weights"
        if not any(weights.iterdir()):
            # The manifest names the folder, and Git keeps no empty one.
            (weights / ".gitkeep").touch()
        manifest = folder / "model.mlpackage" / "Manifest.json"
        manifest.write_text(stable(manifest.read_text(), self.name))
        (folder / "values.json").write_text(
            json.dumps({"inputs": tensors(self.inputs), "outputs": tensors({k: np.asarray(v) for k, v in expected.items()})}, separators=(",", ":"))
            .replace('},"', '},\n"') + "\n"
        )

    def flexible(self):
        return [
            ct.TensorType(
                name=k,
                shape=tuple(
                    ct.RangeDim(1, 20, default=dim) if (k, axis) in self.open else dim
                    for axis, dim in enumerate(v.shape)
                ),
                dtype=v.dtype.type,
            )
            for k, v in self.inputs.items()
        ]


def retype(file, types_by_name):
    """Gives operations of a saved program another type, to make what coremltools would not."""
    model = Model_pb2.Model.FromString(file.read_bytes())
    for block in model.mlProgram.functions["main"].block_specializations.values():
        for op in block.operations:
            name = op.attributes["name"].immediateValue.tensor.strings.values if "name" in op.attributes else []
            if name and name[0] in types_by_name:
                op.type = types_by_name[name[0]]
    if types_by_name:
        file.write_bytes(model.SerializeToString(deterministic=True))


def stable(manifest, name):
    """The manifest with identifiers that do not change from run to run."""
    entries = json.loads(manifest)
    renamed = {}
    for i, key in enumerate(sorted(entries["itemInfoEntries"], key=lambda k: entries["itemInfoEntries"][k]["path"])):
        digest = "%08X" % zlib.crc32(f"{name} {i}".encode())
        renamed[key] = f"{digest}-0000-4000-8000-{i:012d}"
    for old, new in renamed.items():
        manifest = manifest.replace(old, new)
    return manifest


def tensors(arrays):
    result = {}
    for name, value in arrays.items():
        floats = value.dtype.kind == "f"
        flat = value.astype(np.float32).ravel() if floats else value.astype(np.int64).ravel()
        numbers = [float(str(v)) if floats else int(v) for v in flat]
        result[name] = {"type": "float" if floats else "int", "shape": list(value.shape), "values": numbers}
    return result


def rng(seed):
    return np.random.default_rng(seed)


def f32(x):
    return np.asarray(x, dtype=np.float32)


def normal(seed, *shape):
    return f32(rng(seed).normal(size=shape))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def erf(x):
    return np.vectorize(math.erf)(x)


def channel(v):
    return v.reshape(1, -1, 1, 1)
