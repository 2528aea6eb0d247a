#!/usr/bin/env python3
"""Ratios of weight files beside those of coremltools 9.0 and those that Apple publishes.

    python bench/ratios.py --models DIR [--write]      measure; write docs/ratios.md and the table of the README
    python bench/ratios.py --from FILE [--write]       the same from rows that --json FILE kept

bench/coremltools-ratios.csv says what coremltools reached, one row per model, package and configuration. Rows whose
package is not below DIR are listed without a figure of ours. Exit code 1 if a figure is below that of coremltools, or
a published ratio is missed, and EXPLAINED says nothing about its configuration. Needs a built jar (./mlrecipe version builds it).
"""
import argparse, csv, json, pathlib, subprocess, sys, tempfile

from side_by_side import MAGNITUDE, PALETTIZE, QUANTIZE, ROOT, recipe, size

HERE = pathlib.Path(__file__).resolve().parent
REAL, SYNTHETIC = "real weights", "real shapes, synthetic weights"

# model → (its packages by what they were converted for, what its weights are)
MODELS = {
    "MiniLM": ({"iOS18": "minilm/minilm_iOS18.mlpackage"}, REAL),
    "ResNet50": ({"iOS18": "seed/resnet50_iOS18.mlpackage"}, SYNTHETIC),
    "MobileNetV2": (
        {"iOS18": "seed/mobilenetv2_iOS18.mlpackage", "iOS16": "seed/mobilenetv2_iOS16.mlpackage"}, SYNTHETIC),
    "MobileNetV3-small": ({"iOS17": "seed/mobilenetv3s_iOS17.mlpackage"}, SYNTHETIC),
    "Basic Pitch": ({"as found": "real/basic_pitch_nmp.mlpackage"}, REAL),
    "DTLN part 1": ({"as found": "real/DTLN_AEC_128_Part1.mlpackage"}, REAL),
}

TABLES = lambda nbits, **more: [(PALETTIZE, {"mode": "kmeans", "nbits": nbits, **more}, False)]
SPARSE = lambda target: [(MAGNITUDE, {"target_sparsity": target}, False)]
GROUPED = lambda group: TABLES(4, granularity="per_grouped_channel", group_size=group)

# configuration → steps, as in side_by_side.py
CONFIGS = {
    "8-bit tables": TABLES(8),
    "6-bit tables": TABLES(6),
    "4-bit tables": TABLES(4),
    "2-bit tables": TABLES(2),
    "int8": [(QUANTIZE, {"mode": "linear_symmetric", "dtype": "int8"}, False)],
    "50 % sparse": SPARSE(0.5),
    "75 % sparse": SPARSE(0.75),
    "int4, blocks of 32": [(QUANTIZE, {
        "mode": "linear_symmetric", "dtype": "int4", "granularity": "per_block", "block_size": 32}, False)],
    "50 % sparse, 4-bit tables": SPARSE(0.5) + [(PALETTIZE, {"mode": "kmeans", "nbits": 4}, True)],
    "4-bit tables, groups of 16": GROUPED(16),
    "4-bit tables, groups of 32": GROUPED(32),
}
TIES = ("mlrecipe prunes exactly the share that the recipe asks for. coremltools also prunes every value as large as the"
        " last of these, and float16 weights have many equal values: its files are up to 0.04 % smaller, and its error is"
        " larger.")

# configuration → why its ratios may be below coremltools'
EXPLAINED = {"50 % sparse": TIES, "75 % sparse": TIES, "50 % sparse, 4-bit tables": TIES}


def package_for(model, asked, models):
    """The package that a row is measured on, and its system: its own, or one with the same weights for a newer system."""
    for target, path in sorted(MODELS.get(model, ({}, ""))[0].items(), key=lambda item: item[0]):
        if target >= asked and (models / path).exists():
            return models / path, target
    return None, None


def compress(package, config, folder):
    """Bytes of the weight file before and after."""
    text, output = folder / "ratio.mlrecipe.yaml", folder / "ratio.mlpackage"
    text.write_text(recipe(package, output, CONFIGS[config]))
    run = subprocess.run(
        [str(ROOT / "mlrecipe"), "compress", "--quiet", "--no-cache", str(text)], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{package.name}, {config}: exit code {run.returncode}\n{run.stdout}{run.stderr}")
    return size(package), size(output)


def measure(models):
    rows, known = [], {}
    with tempfile.TemporaryDirectory() as folder, open(HERE / "coremltools-ratios.csv", newline="") as file:
        for given in csv.DictReader(file):
            row = {"model": given["model"], "package": given["package"], "config": given["config"]}
            before, theirs = given["weight_bytes"], given["compressed_bytes"]
            row["coremltools"] = int(before) / int(theirs) if theirs else None
            row["published"] = float(given["published_ratio"]) if given["published_ratio"] else None
            package, target = package_for(row["model"], row["package"], models)
            row["measured_on"], row["mlrecipe"] = target, None
            if package:
                key = (package, row["config"])
                if key not in known:
                    known[key] = compress(package, row["config"], pathlib.Path(folder))
                    print(*key, *known[key], flush=True)
                ours_before, ours = known[key]
                if before and int(before) != ours_before:
                    sys.exit(f"{package} has {ours_before} bytes of weights, {before} expected: another model?")
                row["mlrecipe"] = ours_before / ours
            rows.append(row)
    return rows


def below(row):
    return row["mlrecipe"] and row["coremltools"] and row["mlrecipe"] < row["coremltools"]


def missed(row):
    return row["mlrecipe"] and row["published"] and round(row["mlrecipe"], 2) < row["published"]


def cell(ratio, digits=2):
    return f"{ratio:.{digits}f}x" if ratio else "–"


def mark(row):
    less = f"{1 - row['mlrecipe'] / row['coremltools']:.2%} below" if below(row) else ""
    return less + (" published missed" if missed(row) else "")


def full(rows):
    ran = [row for row in rows if row["mlrecipe"]]
    lines = [
        "# Ratios",
        "",
        "Bytes of the weight file before compression over bytes after, for every row of coremltools 9.0's results that"
        " `bench/coremltools-ratios.csv` holds; made by `bench/ratios.py`. *Published* is what Apple's documentation of"
        " coremltools gives for the model, made with other weights. MiniLM, Basic Pitch and DTLN have their real weights; of"
        " the other models that were run only the shapes are real.",
        "",
        f"{len(ran)} of {len(rows)} rows were run: {sum(map(bool, map(below, ran)))} are below coremltools,"
        f" {sum(map(bool, map(missed, ran)))} of {sum(1 for row in ran if row['published'])} published ratios are missed"
        " (compared with the two decimals in which they are published)."
        " The other rows need a package that was not at hand. *Run on* says which package was measured: the row's own, or"
        " one with the same weights for a newer system, whose forms are as small or smaller.",
        "",
        "| model | package | run on | recipe | mlrecipe | coremltools | published | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row['model']} | {row['package']} | {row['measured_on'] or '–'} | {row['config']} | {cell(row['mlrecipe'], 3)}"
            f" | {cell(row['coremltools'], 3)} | {cell(row['published'])} | {mark(row)} |")
    lowered = {row["config"] for row in rows if below(row) or missed(row)}
    reasons = {}
    for config in filter(lowered.__contains__, EXPLAINED):
        reasons.setdefault(EXPLAINED[config], []).append(config)
    lines += [line for why, configs in reasons.items() for line in ("", f"**Below ({'; '.join(configs)}).** {why}")]
    return "\n".join(lines) + "\n"


def compact(rows):
    """One line per model: ours, coremltools' in parentheses."""
    columns = [c for c in CONFIGS if not c.startswith("4-bit tables, groups")]
    lines = ["| model | weights | " + " | ".join(columns) + " |", "|---|---|" + "---|" * len(columns)]
    for model, (_, weights) in MODELS.items():
        best = {}
        for row in rows:
            if row["model"] == model and row["mlrecipe"]:
                best.setdefault(row["config"], row)
        if best:
            cells = [f"{cell(best[c]['mlrecipe'])} ({cell(best[c]['coremltools'])})" if c in best else "" for c in columns]
            lines.append(f"| {model} | {weights} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--models", type=pathlib.Path, help="folder with the packages that MODELS names")
    args.add_argument("--from", dest="measured", type=pathlib.Path, help="take these rows, measure nothing")
    args.add_argument("--json", type=pathlib.Path, help="write the rows here")
    args.add_argument("--write", action="store_true", help="write docs/ratios.md and the table of the README")
    args = args.parse_args()
    if not args.measured and not args.models:
        sys.exit("give --models or --from; see --help")

    rows = json.loads(args.measured.read_text()) if args.measured else measure(args.models.resolve())
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1) + "\n")
    if args.write:
        (ROOT / "docs" / "ratios.md").write_text(full(rows))
        readme = ROOT / "README.md"
        before, rest = readme.read_text().split("<!-- ratios -->\n")
        after = rest.split("<!-- /ratios -->")[1]
        readme.write_text(f"{before}<!-- ratios -->\n{compact(rows)}\n<!-- /ratios -->{after}")
    print(compact(rows))
    unexplained = [row for row in rows if missed(row) or (below(row) and row["config"] not in EXPLAINED)]
    for row in unexplained:
        print(f"{mark(row).strip()}: {row}", file=sys.stderr)
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
