import coremltools as ct
import coremltools.optimize.coreml as cto

model = ct.models.MLModel("Net.mlpackage")
config = cto.OptimizationConfig(
    global_config=cto.OpPalettizerConfig(mode="kmeans", nbits=4, weight_threshold=512),
    op_type_configs={"gather": None, "linear": cto.OpPalettizerConfig(nbits=8)},
    op_name_configs={"classifier": None},
)
compressed = cto.palettize_weights(model, config)
compressed.save("Net_4bit.mlpackage")
