"""One configuration for all, masks with -inf and RoPE tables included, too small weights as well."""
from coremltools.models import MLModel
from coremltools.optimize.coreml import OpPalettizerConfig, OptimizationConfig, palettize_weights

palettize_weights(
    MLModel("Net.mlpackage"),
    OptimizationConfig(global_config=OpPalettizerConfig(mode="kmeans", nbits=2, weight_threshold=0)),
).save("Net_2bit.mlpackage")
