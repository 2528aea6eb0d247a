#!/usr/bin/env python3
"""Does coremltools accept raised packages, and do all constants have the bits that they had?

    python raise_check.py JOBS.json

JOBS.json: [{"original": …, "raised": …, "log": …}]. Every "log" gets what was found and, as its last line, "exit N".

1. Loads both packages with coremltools at the version that they declare: that binds every operation to the definition of
   its opset, infers all types and compares them with the declared ones. The original is loaded to show that a refusal of
   the raised package is the raise's fault.
2. Reads both with the independent reader (mlread.py) and compares every constant and every expanded weight, bit for bit.
   Indices that a raise has replaced have no counterpart and are listed.

Also prints, as REGISTRY lines of the file registry.log beside JOBS.json, every definition of every operation.
"""
import os
os.environ["NPY_DISABLE_CPU_FEATURES"] = "AVX512_ICL"  # NumPy 2.4.6 sorts float16 wrongly there
os.environ["TQDM_DISABLE"] = "1"
import contextlib, io, json, logging, multiprocessing, sys, traceback, warnings
warnings.filterwarnings("ignore")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import coremltools as ct
from coremltools.converters.mil.frontend.milproto import load as milproto
from coremltools.converters.mil.mil.ops.registry import SSAOpRegistry
import mlread
logging.getLogger("coremltools").setLevel(logging.ERROR)


def load(path):
    model = ct.models.MLModel(path, skip_model_load=True)
    spec = model.get_spec()
    milproto.load(spec, spec.specificationVersion, model.weights_dir)
    return spec.specificationVersion


def check(job):
    before, after = load(job["original"]), load(job["raised"])
    old, new = mlread.weights(mlread.Pkg(job["original"])), mlread.weights(mlread.Pkg(job["raised"]))
    failed = 0
    for key, record in sorted(old.items()):
        if key not in new:
            print("gone    ", key)
            failed += record["array"].dtype.kind == "f"
        elif mlread.sha(record["array"]) != mlread.sha(new[key]["array"]):
            integer = record["array"].dtype.kind != "f"
            print("replaced" if integer else "DIFFERS ", key)
            failed += not integer
    print(f"version {before} to {after}, {len(old)} constants, {failed} failed")
    return 1 if failed else 0


def run(job):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code = check(job)
        except Exception:
            traceback.print_exc(file=out)
            code = 3
    with open(job["log"], "w") as log:
        log.write(out.getvalue() + f"\nexit {code}\n")
    return code


def registry(path):
    with open(path, "w") as out:
        for name, versions in sorted(SSAOpRegistry.core_ops.items()):
            known = None
            for version in sorted(versions, key=lambda v: v.value):
                if versions[version] is not known:
                    known = versions[version]
                    out.write(f"{name} {max(version.value, 6)}\n")


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        jobs = json.load(file)
    registry(os.path.join(os.path.dirname(sys.argv[1]), "registry.log"))
    with multiprocessing.Pool(min(len(jobs), os.cpu_count() or 1)) as pool:
        sys.exit(1 if any(pool.map(run, jobs, chunksize=1)) else 0)
