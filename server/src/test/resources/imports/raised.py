import coremltools as ct
import coremltools.optimize.coreml as cto

model = ct.models.MLModel("Net.mlpackage")
model.minimum_deployment_target = ct.target.iOS18
spec = model.get_spec()
spec.specificationVersion = 9
model = ct.models.MLModel(spec, weights_dir=model.weights_dir)
int4 = cto.OpLinearQuantizerConfig(mode="linear_symmetric", dtype="int4", granularity="per_block", block_size=32)
model = cto.linear_quantize_weights(model, cto.OptimizationConfig(global_config=int4))
model.save("Net_int4.mlpackage")
