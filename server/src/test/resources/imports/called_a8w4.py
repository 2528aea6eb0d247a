"""int8, then 4-bit tables, then int8 again: the last two find nothing to do, and no activation is quantized."""
import coremltools as ct
import coremltools.optimize.coreml as cto

int8 = cto.OptimizationConfig(global_config=cto.OpLinearQuantizerConfig(mode="linear_symmetric", dtype="int8"))
lut4 = cto.OptimizationConfig(global_config=cto.OpPalettizerConfig(mode="kmeans", nbits=4))
net = ct.models.MLModel("Net.mlpackage")
for config in (int8, lut4, int8):
    net = cto.palettize_weights(net, config) if config is lut4 else cto.linear_quantize_weights(net, config)
net.save("Net_A8W4.mlpackage")
