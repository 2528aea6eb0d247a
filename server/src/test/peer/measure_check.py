#!/usr/bin/env python3
"""Runs examples/measure_on_mac.py where there is no Core ML: with the real coremltools, whose native proxies are replaced
by some that answer from the model's own program. So every class, field and signature that the script meets is real.

    measure_check.py SCRIPT MODEL.mlpackage OUT.json
"""
import ast
import dataclasses
import json
import runpy
import sys

import coremltools as ct
from coremltools.models import compute_device, compute_plan, model as model_module

SCRIPT, MODEL, OUT = sys.argv[1:]
NEURAL_ENGINE = {"conv", "linear", "relu", "max_pool", "avg_pool"}


class Proxy:
    """Stands for every native object that a wrapper wants to see."""

    def get_total_core_count(self):
        return 16


class PlanProxy(Proxy):
    def __init__(self, program, compute_units):
        self.gpu = "GPU" in compute_units or compute_units == "ALL"
        functions = {name: self.function(f) for name, f in program.functions.items()}
        structure = compute_plan.MLModelStructureProgram(functions=functions)
        self.model_structure = compute_plan.MLModelStructure(neuralnetwork=None, program=structure, pipeline=None)

    def function(self, function):
        block = function.block_specializations[function.opset]
        operations = [self.operation(i, op) for i, op in enumerate(block.operations)]
        inner = compute_plan.MLModelStructureProgramBlock(inputs=[], operations=operations, output_names=list(block.outputs))
        return compute_plan.MLModelStructureProgramFunction(inputs=[], block=inner)

    @staticmethod
    def operation(place, op):
        outputs = [
            compute_plan.MLModelStructureProgramNamedValueType(
                name=value.name, type=compute_plan.MLModelStructureProgramValueType())
            for value in op.outputs
        ]
        return compute_plan.MLModelStructureProgramOperation(
            inputs={}, operator_name=f"ios16.{op.type}", outputs=outputs, blocks=[], __proxy__=place)

    @staticmethod
    def is_constant(operation):
        return operation.operator_name.startswith("ios16.const")

    def get_compute_device_usage_for_mlprogram_operation(self, operation):
        if self.is_constant(operation):
            return None
        cpu = compute_device.MLCPUComputeDevice(Proxy())
        gpu = compute_device.MLGPUComputeDevice(Proxy())
        neural_engine = compute_device.MLNeuralEngineComputeDevice(Proxy())
        on_it = operation.operator_name.removeprefix("ios16.") in NEURAL_ENGINE
        return compute_plan.MLComputePlanDeviceUsage(
            preferred_compute_device=neural_engine if on_it else gpu if self.gpu else cpu,
            supported_compute_devices=[cpu] + ([gpu] if self.gpu else []) + ([neural_engine] if on_it else []))

    def get_estimated_cost_for_mlprogram_operation(self, operation):
        if self.is_constant(operation):
            return None
        return compute_plan.MLComputePlanCost(weight=0.01 * (1 + operation.__proxy__ % 7))


class ModelProxy(Proxy):
    specifications = {}

    def __init__(self, path, compute_units, function_name, hints, asset):
        self.path = path

    @staticmethod
    def maximum_supported_specification_version():
        return 10

    def get_compiled_model_path(self):
        return self.path

    def predict(self, data, *state):
        shapes = {name: array.shape for name, array in data.items()}
        expected = {i.name: tuple(i.type.multiArrayType.shape)
                    for i in ct.models.utils.load_spec(self.path).description.input}
        assert shapes == expected, (shapes, expected)
        return {}

    @staticmethod
    def get_compute_plan(path, compute_units):
        assert compute_units in ct.ComputeUnit.__members__, compute_units
        return compute_plan.MLComputePlan(PlanProxy(ct.models.utils.load_spec(path).mlProgram, compute_units))


def check_names(source):
    """Every attribute that the script takes of something of coremltools' is there in the real package."""
    array = ct.proto.FeatureTypes_pb2.ArrayFeatureType
    owners = {
        "ct": ct,
        "kinds": compute_device,
        "model": ct.models.MLModel,
        "plan": compute_plan.MLComputePlan,
        "usage": compute_plan.MLComputePlanDeviceUsage,
        "cost": compute_plan.MLComputePlanCost,
        "program": compute_plan.MLModelStructureProgram,
        "function": compute_plan.MLModelStructureProgramFunction,
        "block": compute_plan.MLModelStructureProgramBlock,
        "operation": compute_plan.MLModelStructureProgramOperation,
        "feature": ct.proto.Model_pb2.FeatureDescription,
        "array": array,
    }
    checked = set()

    def resolve(node):
        if isinstance(node, ast.Name):
            return owners.get(node.id)
        if not isinstance(node, ast.Attribute):
            return None
        owner = resolve(node.value)
        if owner is None:
            return None
        fields = [f.name for f in dataclasses.fields(owner)] if dataclasses.is_dataclass(owner) else []
        descriptor = getattr(owner, "DESCRIPTOR", None)
        proto = getattr(descriptor, "fields_by_name", {}) if descriptor is not None else {}
        assert hasattr(owner, node.attr) or node.attr in fields or node.attr in proto, ast.unparse(node)
        checked.add(node.attr)
        value = getattr(owner, node.attr, None)
        return value if isinstance(value, (type, type(ct))) else None

    for node in ast.walk(ast.parse(source)):
        resolve(node)
    return checked


with open(SCRIPT, encoding="utf-8") as file:
    names = check_names(file.read())
assert {"preferred_compute_device", "weight", "load_from_path", "make_state", "operator_name"} <= names, names

model_module._MLModelProxy = compute_plan._MLModelProxy = ModelProxy
compute_plan._MLComputePlanProxy = PlanProxy
for kind in ("CPU", "GPU", "NeuralEngine"):
    setattr(compute_device, f"_ML{kind}ComputeDeviceProxy", Proxy)
sys.argv = [SCRIPT, MODEL, "--runs", "5", "--compute-units", "cpu_and_ne", "-o", OUT]
runpy.run_path(SCRIPT, run_name="__main__")

# The same as coremltools' own classes for plans write it; their keys are paths, which JSON has no place for.
from coremltools.models.ml_program.experimental.model_structure_path import ModelStructurePath
from coremltools.models.ml_program.experimental.remote_device import ComputePlan

infos = {}
for row in json.load(open(OUT, encoding="utf-8"))["operations"]:
    device = {"cpu": ComputePlan.CPUDevice(), "gpu": ComputePlan.GPUDevice(),
              "neural_engine": ComputePlan.NeuralEngineDevice(total_core_count=16)}[row["unit"]]
    path = ModelStructurePath(components=(
        ModelStructurePath.Program(), ModelStructurePath.Program.Function(name=row["function"]),
        ModelStructurePath.Program.Block(index=-1), ModelStructurePath.Program.Operation(output_name=row["output"])))
    infos[path] = ComputePlan.OperationOrLayerInfo(
        device_usage=ComputePlan.DeviceUsage(preferred=device, supported=[device]), estimated_cost=row["cost"], path=path)
written = ComputePlan(infos=infos).to_dict()["infos"]
with open(OUT + ".plan.json", "w", encoding="utf-8") as file:
    json.dump({"infos": {str(path): info for path, info in written.items()}}, file)
with open(OUT + ".list.json", "w", encoding="utf-8") as file:
    json.dump({"infos": list(written.values())}, file)
assert ComputePlan.from_dict({"infos": list(written.values())}).infos == infos
