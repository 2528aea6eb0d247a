import sys
import coremltools as ct
import coremltools.optimize.coreml as cto
from mylib import settings, names

def lut(values):
    return values

model = ct.models.MLModel(sys.argv[1])
config = cto.OptimizationConfig(
    global_config=cto.OpPalettizerConfig(mode="custom", lut_function=lut),
    op_type_configs={"conv": settings.conv, "linear": cto.OpPalettizerConfig(mode="kmeans", nbits=settings.bits)},
    op_name_configs={n: None for n in names},
)
cto.palettize_weights(model, config).save(sys.argv[2])
cto.palettize_weights(model, settings.make()).save("other.mlpackage")
