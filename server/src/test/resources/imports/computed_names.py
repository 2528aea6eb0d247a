import re
import coremltools as ct
import coremltools.optimize.coreml as cto

model = ct.models.MLModel("Net.mlpackage")
config = cto.OptimizationConfig(global_config=cto.OpPalettizerConfig(mode="kmeans", nbits=6, num_kmeans_workers=8))
SKIP = ["rope_cos", "rope_sin"]
for name, meta in cto.get_weights_metadata(model, weight_threshold=512).items():
    if "embed" in name or name.endswith("lm_head_weight"):
        config.set_op_name(name, None)
    elif re.search(r"layers_(0|31)_", name):
        config.set_op_name(name, cto.OpPalettizerConfig(mode="kmeans", nbits=8))
    elif name in SKIP:
        config.set_op_name(name, None)
    elif meta.val.shape[0] > 30000:
        config.set_op_name(name, None)
cto.palettize_weights(model, config).save("Net_6bit.mlpackage")
