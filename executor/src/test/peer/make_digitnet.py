"""Computes DigitNet with plain NumPy in double precision, from the weights in the package.

    NPY_DISABLE_CPU_FEATURES=AVX512_ICL target/peer/bin/python executor/src/test/peer/make_digitnet.py

writes executor/src/test/resources/digitnet.json: images of random pixels and their logits.
"""
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT / "examples" / "models"))

from mil_layers import Program  # noqa: E402
from ops_family import tensors  # noqa: E402
from ops_layers import conv, pads, pool  # noqa: E402

COUNT = 6


def immediate(value):
    tensor = value.immediateValue.tensor
    kind = tensor.WhichOneof("value")
    values = getattr(tensor, kind).values
    if kind == "bytes":
        return np.frombuffer(values, np.float16).astype(np.float64)
    return list(values)


class Interpreter:
    def __init__(self, package):
        self.program = Program(package)

    def run(self, image):
        values = {"image": image.astype(np.float64)}
        for op in self.program.ops:
            if op.type != "const":
                values[op.outputs[0].name] = self.apply(op, values)
        return values[self.program.outputs[0]]

    def apply(self, op, values):
        def get(name, default=None):
            if name not in op.inputs:
                return default
            bound = op.inputs[name].arguments[0].name
            if bound in values:
                return values[bound]
            value = self.program.consts[bound]
            return self.program.decode(value) if value.WhichOneof("value") == "blobFileValue" else immediate(value)

        x = get("x")
        if op.type == "conv":
            bias = get("bias")
            return conv(
                x, np.asarray(get("weight"), np.float64), None if bias is None else np.asarray(bias, np.float64),
                list(get("strides")), get("pad_type")[0], list(get("pad")), list(get("dilations")), get("groups")[0],
            )
        if op.type == "linear":
            return x @ np.asarray(get("weight"), np.float64).T + np.asarray(get("bias"), np.float64)
        if op.type == "max_pool":
            kernel, strides = list(get("kernel_sizes")), list(get("strides"))
            padding = pads(get("pad_type")[0], list(get("pad")), x.shape[2:], kernel, strides, [1, 1])
            return pool(x, kernel, strides, padding, np.max)
        if op.type == "reduce_mean":
            return x.mean(tuple(get("axes")), keepdims=get("keep_dims")[0])
        if op.type == "reshape":
            return x.reshape(list(get("shape")))
        return {
            "relu": lambda: np.maximum(x, 0),
            "relu6": lambda: np.clip(x, 0, 6),
            "add": lambda: x + get("y"),
        }[op.type]()


images = np.random.default_rng(170).random((COUNT, 1, 16, 16), dtype=np.float32)
interpreter = Interpreter(ROOT / "examples" / "models" / "DigitNet_iOS17.mlpackage")
logits = np.concatenate([interpreter.run(images[i : i + 1]) for i in range(COUNT)])
target = ROOT / "executor" / "src" / "test" / "resources" / "digitnet.json"
target.write_text(
    json.dumps(tensors({"images": images, "logits": logits}), separators=(",", ":"))
    .replace('},"', '},\n"') + "\n"
)
print(np.argmax(logits, 1))
