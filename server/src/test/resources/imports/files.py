import os, json, yaml
import coremltools as ct
import coremltools.optimize.coreml as cto

HERE = os.path.dirname(os.path.abspath(__file__))
model = ct.models.MLModel(os.path.join(HERE, "Net.mlpackage"))
a = cto.palettize_weights(model, cto.OptimizationConfig.from_yaml(os.path.join(HERE, "configs/tables.yaml")))
a.save("a.mlpackage")
with open("configs/tables.yaml") as f:
    b = cto.palettize_weights(model, cto.OptimizationConfig.from_dict(yaml.safe_load(f)))
b.save("b.mlpackage")
c = cto.linear_quantize_weights(model, cto.OptimizationConfig.from_yaml("../secret.yaml"))
c.save("c.mlpackage")
d = cto.linear_quantize_weights(model, cto.OptimizationConfig.from_yaml("/etc/passwd"))
d.save("d.mlpackage")
e = cto.prune_weights(model, cto.OptimizationConfig.from_dict(
    {"config_type": "OpThresholdPrunerConfig", "global_config": {"threshold": 1e-3},
     "op_type_configs": {"conv": {"config_type": "OpMagnitudePrunerConfig", "n_m_ratio": [2, 4], "dim": 1}}}))
e.save("e.mlpackage")
