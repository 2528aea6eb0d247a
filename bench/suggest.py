#!/usr/bin/env python3
"""Frontier of size and error, and what `mlrecipe suggest` writes for a ratio; exit code 1 if something is not as promised.

    python bench/suggest.py [--models DIR] [--model NAME|PACKAGE…] [--target iOS18] [--ratio 4] [--points 12]

Models are as in side_by_side.py. Checks that no recipe of one rule lies below the frontier, that `check` finds nothing
in the suggested recipe, and that `compress` makes what was promised. Seconds are those of the whole process without
the cache. Needs a built jar (./mlrecipe version builds it).
"""
import argparse, json, pathlib, resource, subprocess, sys, tempfile, time

from side_by_side import EXAMPLE, ROOT, package

LAUNCHER = ROOT / "mlrecipe"


def run(*arguments):
    done = subprocess.run([LAUNCHER, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return done.returncode, done.stdout, done.stderr


def below(frontier, point):
    """Whether a point lies below the line through the frontier, by more than rounding."""
    for left, right in zip(frontier, frontier[1:]):
        if right["stored_bytes"] <= point["stored_bytes"] <= left["stored_bytes"]:
            share = (left["stored_bytes"] - point["stored_bytes"]) / (left["stored_bytes"] - right["stored_bytes"])
            return point["error"] < left["error"] + share * (right["error"] - left["error"]) - 1e-9
    return point["stored_bytes"] < frontier[-1]["stored_bytes"]


def row(point, title=None):
    snr = "no error" if point["snr_db"] is None else f"{point['snr_db']:.1f} dB"
    print(f"| {title or point['title']} | {point['stored_bytes'] / 1e6:.2f} MB | {point['float16_ratio']:.2f}x | {snr} |")


def suggest(name, path, target, ratio, points):
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        recipe = pathlib.Path(folder) / "suggested.mlrecipe.yaml"
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        code, out, err = run(
            "suggest", path, "--target", target, "--min-ratio", ratio, "-o", recipe, "--json", "-", "--no-cache")
        seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if code != 0:
            sys.exit(f"{name}: {err}")
        result = json.loads(out)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"\n{name}: {seconds:.1f} s, {cpu:.1f} s of processors, {after.ru_maxrss / 1024:.0f} MB at the peak\n")
        print("| weights | stored | ratio | mean SNR |\n|---|---|---|---|")
        frontier = result["frontier"]
        step = max(1, len(frontier) // points)
        for point in frontier[::step]:
            row(point, "frontier")
        for point in result["uniform"]:
            row(point)
            if below(frontier, point):
                wrong.append(f"{point['title']} lies below the frontier")
        row(result["ideal"])
        row(result["reached"], f"suggested, {result['rules']} rules")
        print("\n" + recipe.read_text())
        code, out, err = run("check", recipe, "--fail-on", "warning")
        if code != 0 or "hint:" in out + err:
            wrong.append(f"check: {out}{err}")
        code, out, err = run("compress", recipe, "--no-cache", "--json", "-")
        stored = json.loads(out)["totals"]["stored_bytes"] if code == 0 else err
        if stored != result["reached"]["stored_bytes"] or result["reached"]["float16_ratio"] < ratio:
            wrong.append(f"compress makes {stored} instead of {result['reached']['stored_bytes']} bytes")
    for problem in wrong:
        print(f"{name}: {problem}", file=sys.stderr)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=pathlib.Path)
    parser.add_argument("--model", nargs="+")
    parser.add_argument("--target", default="iOS18")
    parser.add_argument("--ratio", type=float, default=4)
    parser.add_argument("--points", type=int, default=12)
    options = parser.parse_args()
    names = options.model or (["MiniLM", "ResNet50"] if options.models else [str(EXAMPLE)])
    wrong = [suggest(name, package(name, options.models), options.target, options.ratio, options.points)
             for name in names]
    sys.exit(1 if any(wrong) else 0)


if __name__ == "__main__":
    main()
