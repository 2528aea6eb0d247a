#!/usr/bin/env python3
"""Compresses a neural network in one large file and prints wall time and peak memory of each run.

    python bench/network_memory.py [HEAP [GIGABYTES]]

HEAP: limit of Java's heap (default 256m). GIGABYTES: size of the file (default 1.5; the format ends at 2). Needs three
times that under TMPDIR. Values look trained; the same arguments give the same bytes.
"""
import array
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SIZE = 4096
BYTES, VARINT = 2, 0
STEPS = {
    "linear 4": "{config_type: OpLinearQuantizerConfig, mode: linear, dtype: uint4}",
    "table 5": "{config_type: OpPalettizerConfig, nbits: 5}",
    "float16": "{config_type: OpFloat16Config}",
}


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


def head(number, size):
    return varint(number << 3 | BYTES) + varint(size)


def field(number, content):
    return head(number, len(content)) + content


def number(at, value):
    return varint(at << 3 | VARINT) + varint(value)


def write(path, gigabytes):
    """InnerProduct layers of 4096 x 4096 float32 values, written piece by piece."""
    values = random.Random(1)
    piece = array.array("f", (values.gauss(0, 0.02) for _ in range(1 << 18))).tobytes()
    matrix = SIZE * SIZE * 4
    layers = max(1, int(gigabytes * 1e9 / matrix))
    weights = head(20, len(head(1, matrix)) + matrix) + head(1, matrix)
    heads = []
    for i in range(layers):
        params = number(1, SIZE) + number(2, SIZE) + weights
        layer = field(1, b"fc%d" % i) + field(2, b"x%d" % i) + field(3, b"x%d" % (i + 1))
        layer += head(140, len(params) + matrix) + params
        heads.append(head(1, len(layer) + matrix) + layer)
    network = sum(len(h) + matrix for h in heads)
    with open(path, "wb") as out:
        out.write(number(1, 1) + field(2, b"") + head(500, network))
        for h in heads:
            out.write(h)
            for _ in range(matrix // len(piece)):
                out.write(piece)


def measured(heap, *arguments):
    environment = dict(os.environ, MLRECIPE_JAVA_OPTS=f"-Xmx{heap}")
    start = time.perf_counter()
    process = subprocess.Popen([ROOT / "mlrecipe", *arguments], env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{arguments[0]} failed")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return f"{time.perf_counter() - start:.1f} s, peak memory {usage.ru_maxrss / unit:.0f} MB"


def main():
    heap = sys.argv[1] if len(sys.argv) > 1 else "256m"
    gigabytes = float(sys.argv[2]) if len(sys.argv) > 2 else 1.5
    subprocess.run([ROOT / "mlrecipe", "version"], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        model = folder / "large.mlmodel"
        write(model, gigabytes)
        print(f"network of {model.stat().st_size / 1e9:.2f} GB, heap {heap}")
        for name, step in STEPS.items():
            recipe = folder / "large.mlrecipe.yaml"
            recipe.write_text(f"model: {model}\noutput: {folder / 'out.mlmodel'}\nglobal_config: {step}\n")
            result = measured(heap, "compress", recipe, "--quiet", "--no-cache")
            print(f"{name}: {result}, {(folder / 'out.mlmodel').stat().st_size / 1e6:.0f} MB")
        result = measured(heap, "decompress", folder / "out.mlmodel", "-o", folder / "dense.mlmodel")
        print(f"decompress: {result}, {(folder / 'dense.mlmodel').stat().st_size / 1e6:.0f} MB")


main()
