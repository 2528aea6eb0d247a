import coremltools as ct
import coremltools.optimize.coreml as cto

model = ct.models.MLModel("Net.mlpackage")
model = cto.palettize_weights(model, cto.OpPalettizerConfig(mode="kmeans", nbits=6))
model.save("Net_6bit.mlpackage")
