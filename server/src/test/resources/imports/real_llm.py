"""Chunks of a language model: 4-bit tables for the blocks, int8 for embeddings and head."""
import os
import sys

import coremltools as ct
from coremltools.optimize.coreml import (
    OpLinearQuantizerConfig,
    OpPalettizerConfig,
    OptimizationConfig,
    get_weights_metadata,
    linear_quantize_weights,
    palettize_weights,
)

OUT = sys.argv[1] if len(sys.argv) > 1 else "build"
NUM_CHUNKS = 4
GROUP = int(os.environ.get("LUT_GROUP", "16"))


def lut4(group_size):
    return OpPalettizerConfig(mode="kmeans", nbits=4, granularity="per_grouped_channel", group_size=group_size,
                              num_kmeans_workers=os.cpu_count())


def protect(model, config):
    """Names of the tables that must stay as they are."""
    for name, meta in get_weights_metadata(model, weight_threshold=2048).items():
        if "rope" in name or name.startswith("kv_cache"):
            config.set_op_name(name, None)
    return config


def compress_chunk(i):
    src = f"{OUT}/llm_chunk{i:02d}.mlpackage"
    mlmodel = ct.models.MLModel(f"{OUT}/chunk_{i}.mlpackage", compute_units=ct.ComputeUnit.CPU_AND_NE)
    config = protect(mlmodel, OptimizationConfig(global_config=lut4(GROUP), op_type_configs={"gather": None}))
    mlmodel = palettize_weights(mlmodel, config)
    mlmodel.short_description = f"chunk {i} of {NUM_CHUNKS}"
    mlmodel.save(f"{OUT}/chunk_{i}_lut4.mlpackage")


for i in range(NUM_CHUNKS):
    compress_chunk(i)

head = ct.models.MLModel(f"{OUT}/lm_head.mlpackage")
int8 = OptimizationConfig(global_config=OpLinearQuantizerConfig(mode="linear_symmetric", dtype="int8"))
linear_quantize_weights(head, int8).save(f"{OUT}/lm_head_int8.mlpackage")
