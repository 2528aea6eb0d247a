import coremltools as ct
import coremltools.optimize.coreml as cto

mlmodel = ct.convert("net.pt", minimum_deployment_target=ct.target.iOS17)
mlmodel.save("Net.mlpackage")
config = cto.OptimizationConfig(global_config=cto.OpPalettizerConfig(
    mode="kmeans", nbits=4, granularity="per_grouped_channel", group_size=16, enable_per_channel_scale=True))
cto.palettize_weights(mlmodel, config).save("Net_grouped.mlpackage")
