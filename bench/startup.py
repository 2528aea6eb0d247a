#!/usr/bin/env python3
"""Wall time of commands as whole processes: best and median of the repeats.

    python bench/startup.py [PACKAGE] [--repeats 10]

PACKAGE is a .mlpackage with an ML program (default: the example model); the recipe quantizes it to int8. Needs a built
jar (./mlrecipe version builds it).
"""
import argparse, os, pathlib, statistics, tempfile

from side_by_side import CASES, EXAMPLE, ROOT, recipe, timed


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("package", nargs="?", type=pathlib.Path, default=EXAMPLE)
    args.add_argument("--repeats", type=int, default=10)
    args = args.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = pathlib.Path(folder) / "startup.mlrecipe.yaml"
        text.write_text(recipe(args.package.resolve(), pathlib.Path(folder) / "out.mlpackage", CASES["int8"]))
        for command in (["version"], ["check", text], ["plan", text], ["compress", text, "--no-cache"]):
            times = [timed([str(ROOT / "mlrecipe"), *map(str, command)], os.environ)[0] for _ in range(args.repeats)]
            print(f"{command[0]}: best {min(times):.2f} s, median {statistics.median(times):.2f} s", flush=True)


if __name__ == "__main__":
    main()
