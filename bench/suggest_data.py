#!/usr/bin/env python3
"""What `mlrecipe suggest --data` gains: cosines of MiniLM's embeddings on sentences that the search did not see.

    python bench/suggest_data.py DIR [--ratio 2.6 4 5.2 7.9]

DIR holds a package of MiniLM, input_ids.npy, attention_mask.npy and reference_embeddings.npy of one row per sentence.
Every second sentence is one half, the others the second. Recipes are searched on one half and measured on the other,
both ways, beside recipes found without data and recipes of one rule, all run by `mlrecipe run`. Exit code 1 if a recipe
of one rule that is not smaller than a suggested one is more exact on either half. Needs a built jar, the executor and
NumPy; a ratio takes some minutes.
"""
import argparse, json, pathlib, subprocess, sys, tempfile, time

import numpy as np

LAUNCHER = pathlib.Path(__file__).resolve().parents[1] / "mlrecipe"
PALETTES = "config_type: OpPalettizerConfig\nglobal_config: {mode: kmeans, nbits: %s}\n"
INTEGERS = "config_type: OpLinearQuantizerConfig\nglobal_config: {mode: linear_symmetric, %s}\n"
UNIFORM = {
    "8-bit tables": PALETTES % 8,
    "int8": INTEGERS % "dtype: int8",
    "6-bit tables": PALETTES % 6,
    "4-bit tables": PALETTES % 4,
    "4-bit tables, 32 columns each": PALETTES % "4, granularity: per_grouped_channel, group_size: 32, channel_axis: 1",
    "int4, blocks of 32": INTEGERS % "dtype: int4, granularity: per_block, block_size: 32",
    "3-bit tables": PALETTES % 3,
    "2-bit tables": PALETTES % 2,
}


def mlrecipe(*arguments):
    done = subprocess.run([LAUNCHER, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))}: {done.stdout}{done.stderr}")
    return done.stdout


def cosines(recipe, samples, reference, folder):
    """Ratio of a recipe and the cosine of each sentence."""
    output, arrays = folder / "out.mlpackage", folder / "out.npy"
    totals = json.loads(mlrecipe("compress", recipe, "-o", output, "--json", "-"))["totals"]
    mlrecipe("run", output, "--data", samples, "-o", arrays, "--quiet")
    found = np.load(arrays).reshape(reference.shape)
    norms = np.linalg.norm(found, axis=1) * np.linalg.norm(reference, axis=1)
    return totals["float16_ratio"], (found * reference).sum(1) / norms


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--ratio", type=float, nargs="+", default=[4])
    options = parser.parse_args()
    source = options.folder.resolve()
    package = next(source.glob("*.mlpackage"))
    reference = np.load(source / "reference_embeddings.npy")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, part in (("all", slice(None)), ("even", slice(0, None, 2)), ("odd", slice(1, None, 2))):
            (folder / name).mkdir()
            for array in ("input_ids.npy", "attention_mask.npy"):
                np.save(folder / name / array, np.load(source / array)[part])

        def row(title, recipe, seconds=None):
            ratio, found = cosines(recipe, folder / "all", reference, folder)
            rows.append((title, ratio, found[::2].mean(), found[1::2].mean()))
            took = "" if seconds is None else f"{seconds:.0f} s"
            print(f"| {title} | {ratio:.2f}x | {found[::2].mean():.4f} | {found[1::2].mean():.4f} | {took} |", flush=True)

        print("| recipe | ratio | even sentences | odd sentences | search |\n|---|---|---|---|---|")
        recipe = folder / "recipe.mlrecipe.yaml"
        for title, step in UNIFORM.items():
            recipe.write_text(f"model: {package}\ntarget: iOS18\n{step}")
            row(title, recipe)
        for ratio in options.ratio:
            for title, data in (("without data", []), ("data: even", ["even"]), ("data: odd", ["odd"])):
                begun = time.perf_counter()
                arguments = [argument for name in data for argument in ("--data", folder / name)]
                mlrecipe("suggest", package, "--target", "iOS18", "--min-ratio", ratio, "-o", recipe, "--force", *arguments)
                row(f"suggested for {ratio:g}, {title}", recipe, time.perf_counter() - begun)
    wrong = [
        f"{one[0]} is more exact than {other[0]} and not larger"
        for one in rows[: len(UNIFORM)]
        for other in rows[len(UNIFORM) :]
        if one[1] >= other[1] - 0.005 and (one[2] > other[2] and "even" not in other[0] or one[3] > other[3] and "odd" not in other[0])
    ]
    for problem in wrong:
        print(problem, file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
