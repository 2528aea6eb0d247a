#!/usr/bin/env python3
"""Sentence embeddings of MiniLM with weights that are made for their inputs, against the same recipes without.

    python bench/calibrated.py --models DIR [--only WORD…]

Calibrates on the sentences of bench/sentences.tsv and measures on other ones, those of DIR/minilm: mean cosine of their
embeddings to those of the original in PyTorch. Exit code 1 if a calibrated recipe is not clearly better than the same
one without, or not of the same size. Needs NumPy, a built jar and the executor (docs/executor.md).
"""
import argparse, json, pathlib, resource, subprocess, sys, tempfile, time

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAUNCHER = ROOT / "mlrecipe"
LENGTH, FIRST, LAST = 128, 101, 102
RECIPES = {
    "int4, blocks of 32": "OpLinearQuantizerConfig, dtype: int4, granularity: per_block, block_size: 32",
    "int4, blocks of 32, scale search":
        "OpLinearQuantizerConfig, dtype: int4, granularity: per_block, block_size: 32, scale_search: mse",
    "4-bit tables": "OpPalettizerConfig, nbits: 4",
    "4-bit tables, groups of 16": "OpPalettizerConfig, nbits: 4, granularity: per_grouped_channel, group_size: 16",
    "3-bit tables": "OpPalettizerConfig, nbits: 3",
    "3-bit tables, groups of 16": "OpPalettizerConfig, nbits: 3, granularity: per_grouped_channel, group_size: 16",
}


def run(*arguments):
    done = subprocess.run([LAUNCHER, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
    return done.stdout


def write_samples(folder):
    """Sentences as the model takes them: a line is a sentence, a tab and the numbers of its tokens."""
    lines = (ROOT / "bench" / "sentences.tsv").read_text().splitlines()
    ids = numpy.zeros((len(lines), LENGTH), numpy.int32)
    for row, line in zip(ids, lines):
        tokens = [FIRST, *map(int, line.split("\t")[1].split()), LAST]
        row[: len(tokens)] = tokens
    folder.mkdir()
    numpy.save(folder / "input_ids.npy", ids)
    numpy.save(folder / "attention_mask.npy", (ids != 0).astype(numpy.int32))
    return ids


def cosine(model, data, reference, folder):
    found = folder / "found.npy"
    run("run", model, "--data", data / "input_ids.npy", "--data", data / "attention_mask.npy", "-o", found)
    embeddings = numpy.load(found).reshape(len(reference), -1).astype(numpy.float64)
    lengths = numpy.linalg.norm(embeddings, axis=1) * numpy.linalg.norm(reference, axis=1)
    return ((embeddings * reference).sum(1) / lengths)


def compress(model, title, algorithm, folder):
    kind, options = RECIPES[title].split(", ", 1)
    recipe = folder / "recipe.mlrecipe.yaml"
    output = folder / "out.mlpackage"
    data = "" if algorithm == "nearest" else "data: {path: samples, samples: 1000}\n"
    recipe.write_text(
        f"model: {model}\noutput: {output}\ntarget: iOS18\n{data}"
        f"config_type: {kind}\nglobal_config: {{{options}, algorithm: {algorithm}}}\n")
    start = time.perf_counter()
    report = json.loads(run("compress", recipe, "--no-cache", "--json", "-"))
    return output, report["totals"]["stored_bytes"], time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=pathlib.Path, required=True)
    parser.add_argument("--only", nargs="+", default=[""], help="recipes whose title has one of these words")
    options = parser.parse_args()
    data = (options.models / "minilm").resolve()
    reference = numpy.load(data / "reference_embeddings.npy").astype(numpy.float64)
    wrong = []
    print("| weights | stored | data-free | `skm` | `gptq` | lowest | seconds |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        known = {tuple(row) for row in write_samples(folder / "samples").tolist()}
        measured = numpy.load(data / "input_ids.npy").tolist()
        if any(tuple(row) in known for row in measured):
            sys.exit("a measured sentence is among those for calibration")
        for title in RECIPES:
            if not any(word in title for word in options.only):
                continue
            cosines, sizes, seconds = {}, set(), 0
            for algorithm in ("nearest", "skm", "gptq"):
                if algorithm == "skm" and "tables" not in title:
                    continue
                output, size, seconds = compress(data / "minilm_iOS18.mlpackage", title, algorithm, folder)
                cosines[algorithm] = cosine(output, data, reference, folder)
                sizes.add(size)
            means = {algorithm: values.mean() for algorithm, values in cosines.items()}
            skm = f"{means['skm']:.4f}" if "skm" in means else "–"
            print(
                f"| {title} | {size / 1e6:.2f} MB | {means['nearest']:.4f} | {skm} | {means['gptq']:.4f} |"
                f" {cosines['gptq'].min():.4f} | {seconds:.1f} |",
                flush=True)
            if 1 - means["gptq"] > 0.75 * (1 - means["nearest"]):
                wrong.append(f"{title}: {means['gptq']:.4f} is not clearly better than {means['nearest']:.4f}")
            if len(sizes) > 1:
                wrong.append(f"{title}: sizes differ: {sizes}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\npeak of a process: {peak:.0f} MB")
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
