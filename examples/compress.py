"""Compresses DigitNet in three ways with coremltools; `mlrecipe import` makes recipes of it."""
from pathlib import Path

import coremltools as ct
import coremltools.optimize.coreml as cto

HERE = Path(__file__).parent


def tables(nbits):
    op = cto.OpPalettizerConfig(mode="kmeans", nbits=nbits)
    return cto.OptimizationConfig(global_config=op, op_type_configs={"linear": cto.OpPalettizerConfig(mode="kmeans", nbits=8)})


model = ct.models.MLModel(str(HERE / "models" / "DigitNet_iOS18.mlpackage"), skip_model_load=True)
for nbits in (4, 6):
    cto.palettize_weights(model, tables(nbits)).save(str(HERE / f"build/DigitNet_tables_{nbits}bit.mlpackage"))

sparse = cto.prune_weights(model, cto.OptimizationConfig(cto.OpMagnitudePrunerConfig(target_sparsity=0.75)))
joint = cto.palettize_weights(sparse, tables(4), joint_compression=True)
joint.save(str(HERE / "build/DigitNet_sparse_tables.mlpackage"))
