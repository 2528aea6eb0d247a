"""Parts of a pipeline: three are compressed alike, one is copied, one is a sweep of its own."""
import shutil
from pathlib import Path

import coremltools as ct
import coremltools.optimize.coreml as cto

SRC, OUT = Path("fp16"), Path("out")
BITS = {"encoder": 8, "decoder": 6, "joint": 6}


def config(nbits):
    return cto.OptimizationConfig(global_config=cto.OpPalettizerConfig(mode="kmeans", nbits=nbits))


for part, nbits in BITS.items():
    mlmodel = ct.models.MLModel(str(SRC / f"{part}.mlpackage"), compute_units=ct.ComputeUnit.CPU_ONLY)
    cto.palettize_weights(mlmodel, config(nbits)).save(str(OUT / f"{part}.mlpackage"))
shutil.copytree(SRC / "preprocessor.mlpackage", OUT / "preprocessor.mlpackage", dirs_exist_ok=True)

vocoder = ct.models.MLModel("fp16/vocoder.mlpackage")
for group in (8, 16, 32):
    op = cto.OpPalettizerConfig(nbits=4, granularity="per_grouped_channel", group_size=group)
    cto.palettize_weights(vocoder, cto.OptimizationConfig(op)).save(f"out/vocoder_g{group}.mlpackage")
