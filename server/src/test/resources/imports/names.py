# Names: a type that does not exist, an expression that is taken literally, names of consts.
import coremltools as ct
import coremltools.optimize.coreml as cto

model = ct.models.MLModel("Net.mlpackage")
int8 = cto.OpLinearQuantizerConfig(dtype="int8")
config = cto.OptimizationConfig(
    global_config=int8,
    op_type_configs={"embedding": None, "gather": None, "linear": int8},
    op_name_configs={r"layers\.\d+\.mlp.*": int8, "lm_head_weight_to_fp16": None, "lm_head": None},
)
cto.linear_quantize_weights(model, config).save("Net_int8.mlpackage")
