#!/usr/bin/env python3
"""Writes a recipe of about 400 lines with a rule for each convolution and the last layer of a ResNet50.

usage: resnet_recipe.py MODEL.mlpackage RECIPE.mlrecipe.yaml

The rules name the weights that `mlrecipe inspect` lists with at least three axes or a million elements. The model may be
any: the recipe has a rule per such weight.
"""
import json, os, pathlib, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def weights(model):
    listing = subprocess.run([ROOT / "mlrecipe", "inspect", "--json", "-", model], check=True, capture_output=True, text=True)
    return [w for w in json.loads(listing.stdout)["weights"] if len(w["shape"]) > 2 or elements(w) > 1_000_000]


def elements(weight):
    count = 1
    for size in weight["shape"]:
        count *= size
    return count


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    model, recipe = map(pathlib.Path, sys.argv[1:])
    lines = [
        "# Written by bench/resnet_recipe.py.",
        f"model: {os.path.relpath(model, recipe.parent)}",
        "output: out/ResNet50.mlpackage",
        "target: iOS18",
        "",
        "config_type: OpPalettizerConfig",
        "global_config:",
        "  mode: kmeans",
        "  nbits: 6",
        "",
        "op_name_configs:",
    ]
    for weight in weights(model):
        lines += [
            f"  # {weight['shape']}",
            f"  {weight['op']}:",
            "    nbits: 4",
            "    weight_threshold: 1024",
            "    enable_per_channel_scale: false",
            "    cluster_dim: 1",
            "    num_kmeans_workers: 1",
        ]
    lines += ["", "expect:", "  min_ratio: 3.5", "  max_skipped: 4", ""]
    recipe.parent.mkdir(parents=True, exist_ok=True)
    recipe.write_text("\n".join(lines))


if __name__ == "__main__":
    main()
