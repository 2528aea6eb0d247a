#!/usr/bin/env python3
"""Wall time of a sweep of six variants (sweep-variants.yaml) beside that of its variants one by one.

    python bench/sweep.py PACKAGE [--repeats 3] [--launcher ./mlrecipe]

PACKAGE is a .mlpackage with an ML program that iOS 18 loads. Whole processes without cache; sweep, single variants and
the copying of all outputs, which is what writing them takes, take turns; best of the repeats. Processor seconds are those of the best
sweep and of all single variants. Needs a built jar (./mlrecipe version builds it).
"""
import argparse, os, pathlib, resource, shutil, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
VARIANTS = ["table4", "table6", "table8", "int8", "int4-blocks", "sparse-table4"]


def timed(command):
    """Wall and processor seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    wall = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def written(outputs, target):
    """Seconds to write the files of all outputs anew."""
    contents = [(path.relative_to(outputs), path.read_bytes()) for path in outputs.rglob("*") if path.is_file()]
    start = time.perf_counter()
    for name, content in contents:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)
    seconds = time.perf_counter() - start
    shutil.rmtree(target)
    return seconds, sum(len(content) for _, content in contents)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("package", type=pathlib.Path)
    args.add_argument("--repeats", type=int, default=3)
    args.add_argument("--launcher", default=str(ROOT / "mlrecipe"))
    args = args.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        recipe = folder / "sweep.mlrecipe.yaml"
        variants = (ROOT / "bench" / "sweep-variants.yaml").read_text()
        recipe.write_text(f"model: {args.package.resolve()}\noutput: out/sweep.mlpackage\n{variants}")
        command = [args.launcher, "compress", "--no-cache", "--quiet", str(recipe)]
        sweeps, singles, writing, size = [], {variant: [] for variant in VARIANTS}, [], 0
        for _ in range(args.repeats):
            shutil.rmtree(folder / "out", ignore_errors=True)
            sweeps.append(timed(command))
            seconds, size = written(folder / "out", folder / "copy")
            writing.append(seconds)
            for variant in VARIANTS:
                shutil.rmtree(folder / "out", ignore_errors=True)
                singles[variant].append(timed([*command, "--variant", variant]))
    for variant, runs in singles.items():
        print(f"{variant}: {min(runs)[0]:.2f} s")
    slowest = max(min(runs)[0] for runs in singles.values())
    sweep, processor = min(sweeps)
    print(f"slowest single variant: {slowest:.2f} s")
    print(f"sum of single variants: {sum(min(runs)[0] for runs in singles.values()):.2f} s,"
          f" {sum(min(run[1] for run in runs) for runs in singles.values()):.2f} s of processors")
    print(f"writing {size / 1e6:.0f} MB: {min(writing):.2f} s")
    print(f"sweep: {sweep:.2f} s, {processor:.2f} s of processors")
    print(f"(sweep - writing) / slowest single: {(sweep - min(writing)) / slowest:.2f}")


if __name__ == "__main__":
    main()
