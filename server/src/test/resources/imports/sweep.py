"""Several variants of one package, the usual way."""
import argparse
from pathlib import Path

import coremltools as ct
import coremltools.optimize.coreml as cto

OUT = Path("build")
TABLES = [("4bit", 4), ("6bit", 6), ("8bit", 8)]


def palettize(model, nbits, granularity="per_tensor"):
    op = cto.OpPalettizerConfig(mode="kmeans", nbits=nbits, granularity=granularity)
    return cto.palettize_weights(model, cto.OptimizationConfig(global_config=op))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="Net.mlpackage")
    args = parser.parse_args()
    model = ct.models.MLModel(args.model)
    for name, nbits in TABLES:
        small = palettize(model, nbits)
        print(f"saving {name}")
        small.save(OUT / f"Net_{name}.mlpackage")
    grouped = palettize(model, 4, granularity="per_grouped_channel")
    grouped.save(str(OUT / "Net_4bit_grouped.mlpackage"))


if __name__ == "__main__":
    main()
