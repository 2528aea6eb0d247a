#!/usr/bin/env python3
"""Quantizes weights and activations of a 1 GB model with 128 samples and prints wall time and peak memory.

    python bench/calibration_memory.py [HEAP [FACTOR [VARIANT...]]]

HEAP: limit of Java's heap (default 512m). FACTOR: size of each package (default: 1 GB). VARIANT: packages of
LargePackages with one input x (default large and one-weight). Needs four times the package's size under TMPDIR, Linux,
and a Java >= 21 as java or in JAVA_HOME.

Memory is that of the whole process: what it has for itself, and pages of files that it maps, which the system can drop
and load again. The peak of the sum is what the kernel counts; the two parts are looked at every 5 ms.
"""
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = 128
FACTORS = {"large": 1 / 3, "one-weight": 1}
RECIPE = """\
model: {model}
output: out.mlpackage
target: iOS18
data: samples.npy
steps:
  - config_type: OpActivationLinearQuantizerConfig
    global_config: {{mode: linear_symmetric}}
  - config_type: OpLinearQuantizerConfig
    global_config: {{mode: linear_symmetric}}
"""


def samples(path, width):
    """Numbers between -1 and 1 as a .npy of SAMPLES x width, from a generator of 64 bits."""
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({SAMPLES}, {width}), }}"
    header = header.ljust(117) + "\n"
    state = 1
    with open(path, "wb") as out:
        out.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        for _ in range(SAMPLES):
            row = []
            for _ in range(width):
                state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
                row.append((state >> 40) / 2**23 - 1)
            out.write(struct.pack(f"<{width}f", *row))


def measured(heap, *arguments):
    environment = dict(os.environ, MLRECIPE_JAVA_OPTS=f"-Xmx{heap}")
    start = time.perf_counter()
    process = subprocess.Popen([ROOT / "mlrecipe", *arguments], env=environment)
    peaks = {"RssAnon": 0, "RssFile": 0}
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name in peaks:
                peaks[name] = max(peaks[name], int(value.split()[0]))
        time.sleep(0.005)
    if status:
        sys.exit(f"{arguments[0]} failed")
    return (f"{time.perf_counter() - start:.1f} s, peak memory {usage.ru_maxrss / 1024:.0f} MB"
            f" (its own {peaks['RssAnon'] / 1024:.0f} MB, mapped files {peaks['RssFile'] / 1024:.0f} MB)")


def main(heap="512m", factor=None, *variants):
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    maven = ["mvn", "-q", "-ntp", "-Dmaven.test.skip=true"]
    subprocess.run([*maven, "-P", "bench", "package", "-pl", "bench,executor", "-am"], cwd=ROOT, check=True)
    subprocess.run([ROOT / "mlrecipe", "version"], check=True, stdout=subprocess.DEVNULL)
    for variant in variants or FACTORS:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="mlrecipe-calibration."))
        try:
            size = float(factor or FACTORS[variant])
            package = folder / f"{variant}.mlpackage"
            subprocess.run([java, "-Xmx64m", "-cp", ROOT / "bench/target/benchmarks.jar",
                            "dev.mlrecipe.bench.LargePackages", variant, package, str(size)], check=True)
            bytes_ = sum(f.stat().st_size for f in package.rglob("*") if f.is_file())
            samples(folder / "samples.npy", max(1, round(4096 * size**0.5 / 64)) * 64)
            (folder / "w8a8.mlrecipe.yaml").write_text(RECIPE.format(model=package.name))
            print(f"{variant}, {bytes_ / 1e9:.2f} GB, {SAMPLES} samples:", flush=True)
            recipe = folder / "w8a8.mlrecipe.yaml"
            print("  " + measured(heap, "compress", recipe, "--quiet", "--no-cache"), flush=True)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
