import coremltools as ct
import coremltools.optimize.coreml as cto

for name in ("text_encoder", "unet"):
    small = cto.linear_quantize_weights(ct.models.MLModel(f"{name}.mlpackage"), cto.OptimizationConfig(
        global_config=cto.OpLinearQuantizerConfig(mode="linear_symmetric", weight_threshold=512)))
    small.save(f"{name}_int8.mlpackage")
