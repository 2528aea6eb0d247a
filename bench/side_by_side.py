#!/usr/bin/env python3
"""Wall time, memory and size of mlrecipe and coremltools on the same models, in one run.

    python bench/side_by_side.py [--models DIR] [--model NAME|PACKAGE…] [--case NAME…] [--repeats 3] [--json FILE]
    python bench/side_by_side.py --from FILE… --readme

A model is any .mlpackage with an ML program, or one of the names below if DIR holds it; without DIR it is the small
model of the examples, on which both sides mostly start up. Whole processes are measured, interpreter and JVM start
included, both sides alternating, best of the repeats (column "best of"). The second form puts rows that were measured before into the
README.
Needs `pip install coremltools==9.0 numpy==2.4.6 scikit-learn` and a built jar (`./mlrecipe version` builds it).
"""
import argparse, json, os, pathlib, shutil, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent

EXAMPLE = ROOT / "examples" / "models" / "DigitNet_iOS18.mlpackage"
MODELS = {
    "ResNet50": "seed/resnet50_iOS18.mlpackage",
    "MiniLM": "minilm/minilm_iOS18.mlpackage",
    "MobileNetV2": "seed/mobilenetv2_iOS18.mlpackage",
    "MobileNetV3-small": "seed/mobilenetv3s_iOS17.mlpackage",
}

QUANTIZE, PALETTIZE, MAGNITUDE = "OpLinearQuantizerConfig", "OpPalettizerConfig", "OpMagnitudePrunerConfig"

# name → steps of (config_type, global_config, joint_compression)
CASES = {
    "int8": [(QUANTIZE, {"mode": "linear_symmetric", "dtype": "int8"}, False)],
    "int4 blocks of 32": [(QUANTIZE, {"dtype": "int4", "granularity": "per_block", "block_size": 32}, False)],
    "4-bit tables": [(PALETTIZE, {"mode": "kmeans", "nbits": 4}, False)],
    "4-bit tables, groups of 16": [
        (PALETTIZE, {"mode": "kmeans", "nbits": 4, "granularity": "per_grouped_channel", "group_size": 16}, False),
    ],
    "6-bit tables": [(PALETTIZE, {"mode": "kmeans", "nbits": 6}, False)],
    "8-bit tables": [(PALETTIZE, {"mode": "kmeans", "nbits": 8}, False)],
    "50 % sparse + 4-bit tables": [
        (MAGNITUDE, {"target_sparsity": 0.5}, False),
        (PALETTIZE, {"mode": "kmeans", "nbits": 4}, True),
    ],
}

PEER = """
import json, sys, warnings, logging
warnings.filterwarnings("ignore")
import coremltools as ct
import coremltools.optimize.coreml as cto
logging.getLogger("coremltools").setLevel(logging.ERROR)
source, target, steps = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
model = ct.models.MLModel(source, skip_model_load=True)
passes = {"OpLinearQuantizerConfig": cto.linear_quantize_weights, "OpPalettizerConfig": cto.palettize_weights,
          "OpMagnitudePrunerConfig": cto.prune_weights}
for kind, options, joint in steps:
    config = cto.OptimizationConfig(global_config=getattr(cto, kind)(**options))
    model = passes[kind](model, config, joint_compression=joint)
model.save(target)
"""


def recipe(model, output, steps):
    body = [{"config_type": kind, "joint_compression": joint, "global_config": options} for kind, options, joint in steps]
    return f"model: {model}\noutput: {output}\nsteps: {json.dumps(body)}\n"


def timed(command, env):
    """Wall seconds and peak resident MB of a command; its output only when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(map(str, command[:3]))} failed:\n{output.decode(errors='replace')}")
    return seconds, usage.ru_maxrss / 1024


def package(name, models):
    if name.endswith(".mlpackage"):
        return pathlib.Path(name).resolve()
    if name not in MODELS or not models:
        sys.exit(f"{name}: give a .mlpackage, or --models and one of {', '.join(MODELS)}")
    return models.resolve() / MODELS[name]


def size(path):
    return sum(f.stat().st_size for f in path.rglob("weights/*") if f.is_file())


def measure(args):
    env = {**os.environ, "NPY_DISABLE_CPU_FEATURES": "AVX512_ICL", "TQDM_DISABLE": "1"}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name in args.model:
            source = package(name, args.models)
            for case in args.case:
                ours, theirs = folder / "ours.mlpackage", folder / "theirs.mlpackage"
                text = folder / "bench.mlrecipe.yaml"
                text.write_text(recipe(source, ours, CASES[case]))
                best = {"ours": (float("inf"), 0), "theirs": (float("inf"), 0)}
                begun, repeats = time.perf_counter(), 0
                while repeats < args.repeats and (repeats == 0 or time.perf_counter() - begun < args.limit):
                    repeats += 1
                    for side in ("ours", "theirs"):
                        shutil.rmtree(folder / f"{side}.mlpackage", ignore_errors=True)
                        command = (
                            [str(ROOT / "mlrecipe"), "compress", str(text), "--quiet", "--no-cache"] if side == "ours"
                            else [sys.executable, "-c", PEER, str(source), str(theirs), json.dumps(CASES[case])]
                        )
                        best[side] = min(best[side], timed(command, env))
                rows.append({
                    "model": source.stem if name.endswith(".mlpackage") else name, "case": case,
                    "repeats": repeats, "mlrecipe_s": round(best["ours"][0], 2), "coremltools_s": round(best["theirs"][0], 2),
                    "times_faster": round(best["theirs"][0] / best["ours"][0], 1),
                    "mlrecipe_mb": round(best["ours"][1]), "coremltools_mb": round(best["theirs"][1]),
                    "ratio": round(size(source) / size(ours), 2), "coremltools_ratio": round(size(source) / size(theirs), 2),
                })
                print(rows[-1], flush=True)
    return rows


def markdown(rows):
    lines = ["| model | recipe | mlrecipe | coremltools 9.0 | faster | best of | peak memory | ratio | coremltools' ratio |",
             "|---|---|---|---|---|---|---|---|---|"]
    lines += [f"| {r['model']} | {r['case']} | {r['mlrecipe_s']} s | {r['coremltools_s']} s | **{r['times_faster']}x** | "
              f"{r['repeats']} | "
              f"{r['mlrecipe_mb']} / {r['coremltools_mb']} MB | {r['ratio']}x | {r['coremltools_ratio']}x |" for r in rows]
    return "\n".join(lines)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--models", type=pathlib.Path, help="folder with the packages that MODELS names")
    args.add_argument("--model", nargs="*", help="default: MiniLM and ResNet50 with --models, else the example model")
    args.add_argument("--case", nargs="*", default=list(CASES), choices=CASES)
    args.add_argument("--repeats", type=int, default=3)
    args.add_argument("--limit", type=float, default=60, help="seconds after which a case is not repeated again")
    args.add_argument("--json", type=pathlib.Path, help="write the rows here")
    args.add_argument("--from", dest="measured", nargs="*", type=pathlib.Path, help="take these rows, measure nothing")
    args.add_argument("--readme", action="store_true", help="replace the table in the README")
    args = args.parse_args()
    args.model = args.model or (["MiniLM", "ResNet50"] if args.models else [str(EXAMPLE)])

    rows = [row for file in args.measured for row in json.loads(file.read_text())] if args.measured else measure(args)
    table = markdown(rows)
    print(table)
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1) + "\n")
    if args.readme:
        readme = ROOT / "README.md"
        before, rest = readme.read_text().split("<!-- side-by-side -->\n")
        after = rest.split("<!-- /side-by-side -->")[1]
        readme.write_text(f"{before}<!-- side-by-side -->\n{table}\n<!-- /side-by-side -->{after}")


if __name__ == "__main__":
    main()
