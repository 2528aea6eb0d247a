import coremltools as ct
from coremltools.models.neural_network import quantization_utils

model = ct.models.MLModel("Net.mlmodel")
quantized = quantization_utils.quantize_weights(model, nbits=8, quantization_mode="kmeans")
quantized.save("Net_8bit.mlmodel")
quantization_utils.quantize_weights(model, 8, "linear_symmetric").save("Net_int8.mlmodel")
