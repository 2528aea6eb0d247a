import coremltools as ct
import coremltools.optimize.coreml as cto
print "python 2 here"
def broken(:
    pass
match ct.version:
    case "9.0":
        pass
model = ct.models.MLModel("Net.mlpackage")
x = = 3
config = cto.OptimizationConfig(global_config=cto.OpPalettizerConfig(nbits=4,)
small = cto.palettize_weights(model, config)
small.save("Net_4bit.mlpackage")
config = cto.OptimizationConfig(global_config=cto.OpPalettizerConfig(mode="kmeans", nbits=6))
small = cto.palettize_weights(model, config)
small.save("Net_6bit.mlpackage")
