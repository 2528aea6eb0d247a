#!/usr/bin/env python3
"""Peer check of compressed neural networks: does coremltools load them, and does it see the values that we see?

    python network_check.py JOBS.json

JOBS.json: [{"original": …, "compressed": …, "dense": …, "report": …, "log": …}], where "dense" is the compressed model
as we expand it and "report" our JSON report. For every weight of every network, wherever it is:

1. The compressed values are decoded here (NumPy, most significant bits first) and must be bit for bit those in "dense".
2. coremltools' own dequantization must give the same, where the weight is small enough for its loops over bits.
3. Their mean squared error against the original must be the reported one, and their bytes and form those of the report.

A log ends with "exit 0" when all of that holds.
"""
import json, math, os, re, sys, warnings
os.environ["NPY_DISABLE_CPU_FEATURES"] = "AVX512_ICL"
warnings.filterwarnings("ignore")
import numpy as np
import coremltools as ct
from coremltools.models.neural_network import quantization_utils
from coremltools.proto import NeuralNetwork_pb2

# coremltools unpacks bits in Python.
MOST_FOR_COREMLTOOLS = 20000


def models(spec, path=""):
    kind = spec.WhichOneof("Type")
    if kind.startswith("pipeline"):
        pipeline = spec.pipeline if kind == "pipeline" else getattr(spec, kind).pipeline
        for index, model in enumerate(pipeline.models):
            yield from models(model, f"{path}{index}/")
    elif kind.startswith("neuralNetwork"):
        yield from layers(getattr(spec, kind).layers, path)


def layers(some, path):
    for index, layer in enumerate(some):
        yield from weights(getattr(layer, layer.WhichOneof("layer")), f"{path}{index}:{layer.name}", layer)


def weights(message, name, layer):
    """Position, layer, field and WeightParams of every weight in a message."""
    if isinstance(message, NeuralNetwork_pb2.NeuralNetwork):
        yield from layers(message.layers, name + "/")
        return
    for field, value in message.ListFields():
        if field.type != field.TYPE_MESSAGE:
            continue
        many = not hasattr(value, "ListFields")
        for index, item in enumerate(value if many else [value]):
            inner = f"{name}.{field.name}" + (f"[{index}]" if many else "")
            if isinstance(item, NeuralNetwork_pb2.WeightParams):
                yield inner, layer, field.name, item
            elif hasattr(item, "ListFields"):
                yield from weights(item, inner, layer)


def codes(wp, bits):
    raw = np.frombuffer(wp.rawValue, np.uint8)
    if bits == 8:
        return raw
    unpacked = np.unpackbits(raw)
    unpacked = unpacked[: len(unpacked) // bits * bits].reshape(-1, bits)
    return unpacked @ (1 << np.arange(bits - 1, -1, -1))


def decode(wp, count, axis_shape):
    """Values as float32; axis_shape is the shape in which the scales run along axis 0, or None for one scale."""
    if len(wp.floatValue):
        return np.array(wp.floatValue, np.float32)
    if wp.float16Value:
        return np.frombuffer(wp.float16Value, "<f2").astype(np.float32)
    if wp.int8RawValue:
        scale = np.float64(np.float32(wp.quantization.linearQuantization.scale[0]))
        return (scale * np.frombuffer(wp.int8RawValue, np.int8)).astype(np.float32)
    q = codes(wp, wp.quantization.numberOfBits)[:count]
    if wp.quantization.HasField("lookupTableQuantization"):
        return np.array(wp.quantization.lookupTableQuantization.floatValue, np.float32)[q]
    linear = wp.quantization.linearQuantization
    scale, bias = np.array(linear.scale, np.float64), np.array(linear.bias, np.float64)
    if len(scale) > 1:
        outer, channels, inner = axis_shape
        q = q.reshape(outer, channels, inner)
        scale, bias = scale.reshape(1, -1, 1), bias.reshape(1, -1, 1)
    return (q * scale + bias).astype(np.float32).reshape(-1)


def axes(layer, field, wp, count):
    """(outer, channels, inner) of the axis of output channels."""
    channels = len(wp.quantization.linearQuantization.scale)
    conv = layer.convolution if layer.WhichOneof("layer") == "convolution" else None
    conv = conv or (layer.convolution3d if layer.WhichOneof("layer") == "convolution3d" else None)
    outer = 1
    if conv is not None and conv.isDeconvolution and field == "weights":
        outer = conv.kernelChannels if hasattr(conv, "kernelChannels") else conv.inputChannels
    if layer.WhichOneof("layer") in ("embeddingND", "embedding", "innerProduct"):
        outer = 1
    return (outer, channels, count // (outer * channels)) if channels > 1 else None


def form(wp):
    if len(wp.floatValue):
        return "dense"
    if wp.float16Value:
        return "float16"
    return "lookup_table" if wp.quantization.HasField("lookupTableQuantization") else "linear"


def stored(wp):
    quantization = wp.quantization
    return (4 * len(wp.floatValue) + len(wp.float16Value) + len(wp.rawValue) + len(wp.int8RawValue)
            + 4 * len(quantization.linearQuantization.scale) + 4 * len(quantization.linearQuantization.bias)
            + 4 * len(quantization.lookupTableQuantization.floatValue))


def by_coremltools(wp, count, axis_shape):
    outer, channels, inner = axis_shape or (1, 1, count)
    copy = NeuralNetwork_pb2.WeightParams()
    copy.CopyFrom(wp)
    if wp.quantization.HasField("linearQuantization") and axis_shape is None:
        shape, axis = (1, count), 0
    else:
        shape, axis = ((outer, channels, inner, 1), 1) if outer > 1 else ((channels, inner), 0)
    quantization_utils._dequantize_wp(copy, shape, axis)
    return np.array(copy.floatValue, np.float32)


def check(job, say):
    ct.models.MLModel(job["compressed"], skip_model_load=True)
    specs = [ct.utils.load_spec(job[key]) for key in ("original", "compressed", "dense")]
    found = [list(models(spec)) for spec in specs]
    names = [[name for name, *_ in some] for some in found]
    if not names[0] == names[1] == names[2] or not names[0]:
        return say("other weights than the original's")
    rows = json.load(open(job["report"]))["layers"]
    fine, compressed, peers = True, 0, 0
    for (name, layer, field, before), (_, _, _, after), (_, _, _, dense) in zip(*found):
        count = len(dense.floatValue) or len(dense.float16Value) // 2
        if count == 0 or after.SerializeToString() == before.SerializeToString():
            continue
        compressed += 1
        shape = axes(layer, field, after, count)
        values = decode(after, count, shape)
        expanded = decode(dense, count, None)
        if values.tobytes() != expanded.tobytes():
            fine = say(f"{name}: we expand it to other values, largest difference {np.abs(values - expanded).max()}")
        if after.HasField("quantization") and count <= MOST_FOR_COREMLTOOLS:
            peers += 1
            if by_coremltools(after, count, shape).tobytes() != values.tobytes():
                fine = say(f"{name}: coremltools dequantizes it to other values")
        original = decode(before, count, axes(layer, field, before, count))
        error = float(np.mean((values.astype(np.float64) - original) ** 2))
        suffix = "." + re.sub(r"\[\d+\]", "", name.split(":")[-1])[len(layer.name) + 1:].split(".")[-1]
        ours = [row for row in rows
                if suffix in row["weight"] and layer.name in row["weight"] and row["form"] == form(after)
                and row["stored_bytes"] == stored(after)
                and math.isclose(row["mse"], error, rel_tol=1e-6, abs_tol=1e-30)]
        if not ours:
            fine = say(f"{name}: no such row in the report: {form(after)}, {stored(after)} bytes, mse {error}")
    say(f"{compressed} weights compressed, {peers} dequantized by coremltools too")
    if compressed != sum(row["status"] == "compressed" for row in rows):
        fine = say("the report counts otherwise")
    return fine and (compressed > 0 or job.get("may_be_none", False))


def main(path):
    for job in json.load(open(path)):
        lines = []
        try:
            fine = check(job, lambda line: lines.append(line))
        except Exception as error:  # the log tells, and the next job has its turn
            import traceback
            lines.append(traceback.format_exc())
            fine = False
        with open(job["log"], "w") as log:
            log.write("\n".join(lines) + f"\nexit {0 if fine else 1}\n")


if __name__ == "__main__":
    main(sys.argv[1])
