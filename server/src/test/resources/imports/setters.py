from coremltools.models import MLModel
from coremltools.optimize.coreml import (
    OpLinearQuantizerConfig as Linear,
    OptimizationConfig,
    linear_quantize_weights,
)
import numpy as np

BLOCK = 2 * 16
options = dict(mode="linear_symmetric", dtype=np.int8)
config = OptimizationConfig()
config.set_global(Linear(**options))
config.set_op_type("linear", Linear(dtype="int4", granularity="per_block", block_size=(1, BLOCK)))
config.set_op_name("lm_head", None)
linear_quantize_weights(MLModel("Net.mlpackage", skip_model_load=True), config).save("out/Net_int8.mlpackage")
