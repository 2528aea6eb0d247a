# Prune, then tables, then integers: two of three steps find nothing to do.
import coremltools as ct
from coremltools.optimize import coreml as cto

m = ct.models.MLModel("Net.mlpackage")
m = cto.prune_weights(m, cto.OptimizationConfig(cto.OpMagnitudePrunerConfig(target_sparsity=0.5)))
m = cto.palettize_weights(m, cto.OptimizationConfig(cto.OpPalettizerConfig("kmeans", 4)))
m = cto.linear_quantize_weights(m, cto.OptimizationConfig(cto.OpLinearQuantizerConfig()))
m.save("Net_A8W4.mlpackage")
