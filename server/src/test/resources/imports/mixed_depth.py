import coremltools as ct
import coremltools.optimize.coreml as cto

LAYERS = 3
model = ct.models.MLModel("Net.mlpackage")
tables = cto.OptimizationConfig()
for i in range(1, LAYERS - 1):
    for part in ("q", "k", "v"):
        tables.set_op_name(f"layers_{i}_attn_{part}_proj", cto.OpPalettizerConfig(mode="kmeans", nbits=6))
ends = cto.OptimizationConfig(op_name_configs={
    name: cto.OpLinearQuantizerConfig(dtype="int8") for name in [f"layers_{i}_mlp" for i in (0, LAYERS - 1)]})
model = cto.palettize_weights(model, tables)
model = cto.linear_quantize_weights(model, config=ends)
model.save("Net_mixed.mlpackage")
