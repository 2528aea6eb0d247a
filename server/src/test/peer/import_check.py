#!/usr/bin/env python3
"""Runs scripts around coremltools, each in its own folder; what became of each is JSON on standard output.

    python import_check.py FOLDER…      in every folder: script.py, the models it loads, and arguments.json

Only what a machine without Core ML or a test cannot have is changed: a model is never loaded into Core ML, a conversion
gives the folder's model in its place, and k-means needs no processes of its own.
"""
import json, os, runpy, shutil, sys, tempfile, warnings
warnings.filterwarnings("ignore")
import logging
logging.disable(logging.CRITICAL)
import coremltools as ct
import coremltools.optimize.coreml as cto

load = ct.models.MLModel.__init__
palettizer = cto.OpPalettizerConfig.__init__


def unloaded(self, *arguments, **named):
    load(self, *arguments, **(named | {"skip_model_load": True}))


def alone(self, *arguments, **named):
    named.pop("num_kmeans_workers", None)
    palettizer(self, *arguments, **named)


ct.models.MLModel.__init__ = unloaded
cto.OpPalettizerConfig.__init__ = alone


def convert(*arguments, **named):
    return ct.models.MLModel(shutil.copytree("Net.mlpackage", os.path.join(tempfile.mkdtemp(), "Net.mlpackage")))


ct.convert = convert


def run(folder):
    os.chdir(folder)
    with open("arguments.json", encoding="utf-8") as file:
        sys.argv = ["script.py", *json.load(file)]
    try:
        runpy.run_path("script.py", init_globals={"traced": None}, run_name="__main__")
    except BaseException as problem:
        return f"{type(problem).__name__}: {problem}".splitlines()[0]
    return ""


said = sys.stdout
sys.stdout = sys.stderr
outcomes = [run(folder) for folder in [os.path.abspath(folder) for folder in sys.argv[1:]]]
print(json.dumps(outcomes), file=said)
