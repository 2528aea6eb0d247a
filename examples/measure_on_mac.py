#!/usr/bin/env python3
"""Measures a Core ML model on this Mac, for `measured:` in a recipe and `mlrecipe predict --measured`.

    python3 measure_on_mac.py Net.mlpackage                     # writes Net.measured.json beside the model
    python3 measure_on_mac.py Net.mlpackage --compute-units cpu_and_ne --runs 200 -o net.json

Needs macOS 14.4 or newer and coremltools 8.1 or newer, nothing else. Where every operation runs and what share of a run
it takes come from MLComputePlan; the time of a run is that of predict() with inputs of zeros. schema/measured.schema.json
describes what is written.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

UNITS = {"all": "ALL", "cpu_only": "CPU_ONLY", "cpu_and_gpu": "CPU_AND_GPU", "cpu_and_ne": "CPU_AND_NE"}
ARRAY_TYPES = {"FLOAT16": "e", "FLOAT32": "f", "DOUBLE": "d", "INT32": "i", "INT8": "b"}


def sysctl(name):
    """A value of the system, or None."""
    try:
        return subprocess.run(["sysctl", "-n", name], capture_output=True, text=True, check=True).stdout.strip() or None
    except (OSError, subprocess.CalledProcessError):
        return None


def unit(device, ct):
    """The word for a compute device; None for one that is not known."""
    kinds = ct.models.compute_device
    for kind, word in (
        (kinds.MLNeuralEngineComputeDevice, "neural_engine"),
        (kinds.MLGPUComputeDevice, "gpu"),
        (kinds.MLCPUComputeDevice, "cpu"),
    ):
        if isinstance(device, kind):
            return word
    return None


def operations(plan, ct):
    """A row for every operation that runs; constants have no device."""
    program = plan.model_structure.program
    if program is None:
        sys.exit("not an ML program: only those have a plan with costs")

    def rows(function, block):
        for operation in block.operations:
            usage = plan.get_compute_device_usage_for_mlprogram_operation(operation)
            preferred = unit(usage.preferred_compute_device, ct) if usage is not None else None
            if preferred is not None and operation.outputs:
                cost = plan.get_estimated_cost_for_mlprogram_operation(operation)
                yield {
                    "function": function,
                    "output": operation.outputs[0].name,
                    "type": operation.operator_name,
                    "unit": preferred,
                    "supported": [word for word in (unit(d, ct) for d in usage.supported_compute_devices) if word],
                    "cost": None if cost is None else cost.weight,
                }
            for inner in operation.blocks:
                yield from rows(function, inner)

    return [row for name, function in program.functions.items() for row in rows(name, function.block)]


def zeros(model):
    """An input of zeros for every input that is an array; None if another kind is needed."""
    import numpy  # comes with coremltools

    data = {}
    for feature in model.get_spec().description.input:
        if feature.type.WhichOneof("Type") != "multiArrayType":
            return None
        array = feature.type.multiArrayType
        kind = ARRAY_TYPES.get(type(array).ArrayDataType.Name(array.dataType), "f")
        data[feature.name] = numpy.zeros([int(size) for size in array.shape], dtype=kind)
    return data


def latency(model, runs):
    """Milliseconds of a run, or None where no input can be made."""
    data = zeros(model)
    if data is None:
        print("an input is no array: the time of a run is left out", file=sys.stderr)
        return None
    state = (model.make_state(),) if len(model.get_spec().description.state) else ()
    for _ in range(max(3, runs // 10)):
        model.predict(data, *state)
    times = []
    for _ in range(runs):
        start = time.perf_counter_ns()
        model.predict(data, *state)
        times.append((time.perf_counter_ns() - start) / 1e6)
    return {"median": statistics.median(times), "min": min(times), "max": max(times), "runs": runs}


def weight_bytes(path):
    """Size of the weight files of a package."""
    return sum(
        os.path.getsize(os.path.join(folder, name))
        for folder, _, names in os.walk(path)
        for name in names
        if os.path.basename(folder) == "weights"
    )


def measure(path, compute_units, runs, ct):
    """Everything that schema/measured.schema.json has."""
    units = getattr(ct.ComputeUnit, UNITS[compute_units])
    model = ct.models.MLModel(path, compute_units=units)
    plan = ct.models.compute_plan.MLComputePlan.load_from_path(model.get_compiled_model_path(), compute_units=units)
    return {
        "mlrecipe_measured": 1,
        "model": os.path.basename(os.path.normpath(path)),
        "weight_bytes": weight_bytes(path),
        "device": sysctl("hw.model"),
        "chip": sysctl("machdep.cpu.brand_string"),
        "os": f"macOS {platform.mac_ver()[0]}" if platform.mac_ver()[0] else None,
        "compute_units": compute_units,
        "latency_ms": latency(model, runs),
        "operations": operations(plan, ct),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a .mlpackage")
    parser.add_argument("--compute-units", choices=UNITS, default="all")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("-o", "--output", help="default: the model's name with .measured.json")
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error("--runs must be at least 1")
    if not os.path.isdir(arguments.model):
        parser.error(f"{arguments.model}: no package there")
    import coremltools

    result = measure(arguments.model, arguments.compute_units, arguments.runs, coremltools)
    output = arguments.output or os.path.splitext(os.path.normpath(arguments.model))[0] + ".measured.json"
    with open(output, "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    print(f"{output}: {len(result['operations'])} operations")


if __name__ == "__main__":
    main()
