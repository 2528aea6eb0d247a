"""Functions and words for other models: neural networks' quantization for an ML program, PyTorch's words for Core ML."""
import coremltools as ct
import coremltools.optimize.coreml as cto
from coremltools.models.neural_network.quantization_utils import quantize_weights

model = ct.models.MLModel("Net.mlpackage")
quantize_weights(model, nbits=8).save("Net_q8.mlpackage")

config = cto.OptimizationConfig.from_dict({
    "global_config": {"n_bits": 4, "cluster_dim": 1},
    "module_name_configs": {"head": None},
})
cto.palettize_weights(model, config).save("Net_torch.mlpackage")

uniform = cto.OptimizationConfig(global_config=cto.OpPalettizerConfig(mode="uniform"))
cto.palettize_weights(model, uniform).save("Net_uniform.mlpackage")
