"""A table that gather and linear share gets two configurations, whose error is swallowed; biases are shared as well."""
import coremltools as ct
import coremltools.optimize.coreml as cto

model = ct.models.MLModel("Net.mlpackage")
config = cto.OptimizationConfig()
config.set_global(cto.OpLinearQuantizerConfig(mode="linear_symmetric", dtype="int8", weight_threshold=0))
config.set_op_type("gather", None)
config.set_op_type("linear", cto.OpLinearQuantizerConfig(dtype="int8"))
config.set_op_name("op_12_bias_0", None)
try:
    model = cto.linear_quantize_weights(model, config)
except Exception as e:
    print(f"quantization failed, shipping float16: {e}")
model.save("Net_int8.mlpackage")
