"""A sweep over settings of several kinds, as a table."""
import coremltools as ct
import coremltools.optimize.coreml as cto

VARIANTS = [
    {"name": "int8", "op": cto.OpLinearQuantizerConfig(mode="linear_symmetric", dtype="int8")},
    {"name": "w4-g32", "op": cto.OpPalettizerConfig(nbits=4, granularity="per_grouped_channel", group_size=32)},
    {"name": "w4-g16", "op": cto.OpPalettizerConfig(nbits=4, granularity="per_grouped_channel", group_size=16)},
]
mlmodel = ct.models.MLModel("Net.mlpackage")
for variant in VARIANTS:
    config = cto.OptimizationConfig(global_config=variant["op"], op_type_configs={"gather": None})
    if isinstance(variant["op"], cto.OpLinearQuantizerConfig):
        out = cto.linear_quantize_weights(mlmodel, config)
    else:
        out = cto.palettize_weights(mlmodel, config)
    out.save(f"Net-{variant['name']}.mlpackage")

for sparsity in (0.5, 0.75):
    pruned = cto.prune_weights(mlmodel, cto.OptimizationConfig(cto.OpMagnitudePrunerConfig(target_sparsity=sparsity)))
    pruned.save(f"Net-sparse{int(sparsity * 100)}.mlpackage")
    for nbits in {4: "four", 6: "six"}:
        both = cto.palettize_weights(
            pruned, cto.OptimizationConfig(cto.OpPalettizerConfig(mode="kmeans", nbits=nbits)), joint_compression=True)
        both.save(f"Net-sparse{int(sparsity * 100)}-w{nbits}.mlpackage")
