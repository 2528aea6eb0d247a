import coremltools as ct
import coremltools.optimize.coreml as cto

model = ct.models.MLModel("Net.mlpackage")
activations = cto.OptimizationConfig(
    global_config=cto.experimental.OpActivationLinearQuantizerConfig(mode="linear_symmetric"))
model = cto.experimental.linear_quantize_activations(model, activations, sample_data)
weights = cto.OptimizationConfig(global_config=cto.OpLinearQuantizerConfig(mode="linear_symmetric"))
model = cto.linear_quantize_weights(model, weights)
model.save("Net_W8A8.mlpackage")
