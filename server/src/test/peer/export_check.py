#!/usr/bin/env python3
"""What coremltools makes of exported files, as JSON on standard output.

    python export_check.py configs FILE.yaml…      fields of every configuration
    python export_check.py forms MODEL.mlpackage…  stored form of every weight of every model
"""
import json, os, sys, warnings
warnings.filterwarnings("ignore")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import attrs
import coremltools.optimize.coreml as cto
from coremltools.converters.mil.mil import types
import mlread


def leaf(config):
    if config is None:
        return None
    fields = attrs.asdict(config)
    if isinstance(fields.get("dtype"), type):
        fields["dtype"] = types.builtin_to_string(fields["dtype"])
    return {"class": type(config).__name__} | {k: v for k, v in fields.items() if not k.startswith("_")}


def configs(path):
    with open(path, encoding="utf-8") as file:
        config = cto.OptimizationConfig.from_yaml(file)
    return {
        "global": leaf(config.global_config),
        "types": {name: leaf(value) for name, value in config.op_type_configs.items()},
        "names": {name: leaf(value) for name, value in config.op_name_configs.items()},
    }


def forms(path):
    return {key: "+".join(op["op"].replace("constexpr_", "") for op in weight["chain"])
            for key, weight in mlread.weights(mlread.Pkg(path)).items()}


if sys.argv[1] == "configs":
    print(json.dumps([configs(path) for path in sys.argv[2:]], default=lambda value: value.name))
else:
    print(json.dumps([forms(path) for path in sys.argv[2:]]))
