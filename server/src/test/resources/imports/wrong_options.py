import coremltools as ct
import coremltools.optimize.coreml as cto
from coremltools.optimize.coreml import *

model = ct.models.MLModel("Net.mlpackage")

pruner = cto.OptimizationConfig(global_config=cto.OpMagnitudePrunerConfig(threshold=0.01, weight_threshold=0.001))
cto.prune_weights(model, pruner).save("pruned.mlpackage")

half = cto.OptimizationConfig(global_config=cto.OpLinearQuantizerConfig(dtype="float16"))
cto.linear_quantize_weights(model, half).save("half.mlpackage")

uniform = OptimizationConfig(global_config=OpPalettizerConfig(mode="uniform", granularity="per_channel", n_bits=4))
palettize_weights(model, uniform).save("uniform.mlpackage")

leaves = OptimizationConfig(global_config=OpPalettizerConfig(mode="linear_symmetric", dtype="int8"))
palettize_weights(model, leaves).save("leaves.mlpackage")

invented = cto.OptimizationConfig(
    global_config=cto.OpCompoundConfig(nbits=4), op_linear_quantizer_config=None, calibration_data=samples)
cto.palettize_weights(model, invented).save("invented.mlpackage")
