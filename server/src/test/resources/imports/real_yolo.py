#!/usr/bin/env python3
"""Export a detector and write compressed variants next to it."""
import argparse
import logging
from pathlib import Path

import coremltools as ct
import coremltools.optimize.coreml as cto

log = logging.getLogger(__name__)
METHODS = {
    "int8": lambda m: cto.linear_quantize_weights(m, linear()),
    "pal8": lambda m: cto.palettize_weights(m, palette(8)),
}


def linear(threshold: int = 512) -> cto.OptimizationConfig:
    return cto.OptimizationConfig(
        global_config=cto.OpLinearQuantizerConfig(mode="linear_symmetric", weight_threshold=threshold)
    )


def palette(nbits: int, threshold: int = 512) -> cto.OptimizationConfig:
    return cto.OptimizationConfig(global_config=cto.OpPalettizerConfig(mode="kmeans", nbits=nbits, weight_threshold=threshold))


def size_mb(path: Path) -> float:
    return sum(f.stat().st_size for f in path.rglob("*") if f.is_file()) / 1e6


def main() -> int:
    ap = argparse.ArgumentParser()
    ap.add_argument("package", type=Path)
    ap.add_argument("--out-dir", type=Path, required=True)
    ap.add_argument("--bits", type=int, nargs="+", default=[4, 6, 8])
    args = ap.parse_args()
    args.out_dir.mkdir(parents=True, exist_ok=True)
    base = ct.models.MLModel(str(args.package), skip_model_load=True)
    for nbits in args.bits:
        out = args.out_dir / f"detector_pal{nbits}.mlpackage"
        model = cto.palettize_weights(base, palette(nbits))
        model.author = "us"
        model.save(str(out))
        log.info("%s: %.1f MB", out.name, size_mb(out))
    out = args.out_dir / "detector_int8.mlpackage"
    cto.linear_quantize_weights(base, linear()).save(str(out))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
