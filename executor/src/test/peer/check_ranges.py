"""Computes DigitNet's values in NumPy and compares their ranges with statistics that were measured.

    check_ranges.py MODEL IMAGES.npy FOLDER

FOLDER holds min_max.json, and <method>_<mode>.json of the methods percentile (99.9) and mse and the modes symmetric and
affine. What differs is printed, and the exit code is 1.
"""
import json
import sys
from pathlib import Path

import numpy as np

from digitnet import Interpreter

PERCENT = 99.9
BINS = 4096
# A unit in the last place of float16, and one for an operation before that rounded the other way.
HALF = 2.0**-9


def seen(model, images):
    interpreter = Interpreter(model, rounded=True)
    values = {}
    for i in range(len(images)):
        for name, value in interpreter.values(images[i : i + 1]).items():
            values.setdefault(name, []).append(value.ravel())
    return {name: np.concatenate(numbers) for name, numbers in values.items()}


def error(numbers, low, high, symmetric):
    low, high = min(0, low), max(0, high)
    if symmetric:
        scale = max(-low, high) / 127
        codes = np.clip(np.rint(numbers / scale), -127, 127)
    else:
        scale = (high - low) / 255
        zero = np.rint(-low / scale)
        codes = np.clip(np.rint(numbers / scale) + zero, 0, 255) - zero
    return np.mean((numbers - codes * scale) ** 2)


def least(numbers, symmetric):
    """The smallest error of ranges whose ends come in alike or one alone, looked for among every seventh number."""
    low, high = min(0, numbers.min()), max(0, numbers.max())
    shares = np.linspace(0.01, 1, 100)
    ranges = [(low * share, high * share) for share in shares] + [(low, high * share) for share in shares]
    best = min(ranges, key=lambda ends: error(numbers[::7], *ends, symmetric))
    return error(numbers, *best, symmetric)


def main(model, images, folder):
    values = seen(model, np.load(images))
    wrong = []

    def compare(name, what, found, low, high, slack=0):
        largest = max(abs(low), abs(high))
        if abs(found[0] - low) > slack + HALF * largest or abs(found[1] - high) > slack + HALF * largest:
            wrong.append(f"{what}, {name}: {found}, NumPy has {[low, high]}")

    statistics = {path.stem: json.loads(path.read_text()) for path in sorted(Path(folder).glob("*.json"))}
    for name, found in statistics["min_max"].items():
        compare(name, "min_max", found, values[name].min(), values[name].max())
    for mode in ("symmetric", "affine"):
        for name, found in statistics[f"percentile_{mode}"].items():
            numbers = np.sort(values[name])
            if mode == "symmetric":
                out = int(len(numbers) * (100 - PERCENT) / 100)
                magnitude = np.sort(np.abs(numbers))[-1 - out]
                low, high = max(-magnitude, numbers[0]), min(magnitude, numbers[-1])
                slack = 2 * np.abs(numbers).max() / BINS
            else:
                out = int(len(numbers) * (100 - PERCENT) / 200)
                low, high = numbers[out], numbers[-1 - out]
                slack = np.ptp(numbers) / BINS
            compare(name, f"percentile {mode}", found, low, high, slack)
        for name, found in statistics[f"mse_{mode}"].items():
            ours, best = error(values[name], *found, mode == "symmetric"), least(values[name], mode == "symmetric")
            if ours > 1.03 * best:
                wrong.append(f"mse {mode}, {name}: {found} has an error of {ours}, NumPy found one of {best}")
    print(f"{sum(len(ranges) for ranges in statistics.values())} ranges, {len(wrong)} wrong")
    print("\n".join(wrong))
    return 1 if wrong or len(statistics) != 5 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
