"""DigitNet in plain NumPy, from the weights in a package."""
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT / "examples" / "models"))

from mil_layers import Program  # noqa: E402
from ops_layers import conv, pads, pool  # noqa: E402


def immediate(value):
    tensor = value.immediateValue.tensor
    kind = tensor.WhichOneof("value")
    values = getattr(tensor, kind).values
    if kind == "bytes":
        return np.frombuffer(values, np.float16).astype(np.float64)
    return list(values)


class Interpreter:
    """Computes in double precision; what the program stores is rounded to float16 on request."""

    def __init__(self, package, rounded=False):
        self.program = Program(package)
        self.rounded = rounded

    def run(self, image):
        return self.values(image)[self.program.outputs[0]]

    def values(self, image):
        """All values of the program, by name."""
        values = {"image": image.astype(np.float64)}
        for op in self.program.ops:
            if op.type != "const":
                value = self.apply(op, values)
                values[op.outputs[0].name] = value.astype(np.float16).astype(np.float64) if self.rounded else value
        return values

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
