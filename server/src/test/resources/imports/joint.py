import coremltools as ct
import coremltools.optimize.coreml as cto

model = ct.convert(traced, minimum_deployment_target=ct.target.iOS18, compute_units=ct.ComputeUnit.CPU_AND_NE,
                   compute_precision=ct.precision.FLOAT16)
model.save("Net.mlpackage")
sparse = cto.prune_weights(
    model, cto.OptimizationConfig(global_config=cto.OpMagnitudePrunerConfig(target_sparsity=0.75)))
both = cto.palettize_weights(
    sparse, cto.OptimizationConfig(global_config=cto.OpPalettizerConfig(mode="kmeans", nbits=4)),
    joint_compression=True)
both.save("Net_sparse_4bit.mlpackage")
