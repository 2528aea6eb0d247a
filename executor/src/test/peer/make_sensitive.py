"""Makes a program whose outputs depend on its three weights in known ways.

    NPY_DISABLE_CPU_FEATURES=AVX512_ICL target/peer/bin/python executor/src/test/peer/make_sensitive.py

writes executor/src/test/resources/sensitive/model.mlpackage: y = loud x + 0.01 quiet x + (gone x - gone x). The weights
are alike, so equal noise in them makes errors of 1, 1e-4 and 0 at the output, relative to that of loud.
"""
import pathlib
import shutil

import coremltools as ct
import numpy as np
from coremltools.converters.mil import Builder as mb

from ops_family import stable

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "sensitive"
RANDOM = np.random.default_rng(7)
LOUD, QUIET, GONE = (RANDOM.standard_normal((64, 64)).astype(np.float16) for _ in range(3))


@mb.program(input_specs=[mb.TensorSpec(shape=(1, 64))], opset_version=ct.target.iOS18)
def program(x):
    half = mb.cast(x=x, dtype="fp16")
    loud = mb.linear(x=half, weight=mb.const(val=LOUD, name="loud"), name="loud_layer")
    quiet = mb.linear(x=half, weight=mb.const(val=QUIET, name="quiet"), name="quiet_layer")
    gone = mb.linear(x=half, weight=mb.const(val=GONE, name="gone"), name="gone_layer")
    cancelled = mb.sub(x=gone, y=gone)
    y = mb.add(x=mb.add(x=loud, y=mb.mul(x=quiet, y=np.float16(0.01))), y=cancelled)
    return mb.cast(x=y, dtype="fp32", name="y")


model = ct.convert(
    program,
    convert_to="mlprogram",
    minimum_deployment_target=ct.target.iOS18,
    pass_pipeline=ct.PassPipeline.EMPTY,
    skip_model_load=True,
)
shutil.rmtree(OUT, ignore_errors=True)
OUT.mkdir(parents=True)
model.save(str(OUT / "model.mlpackage"))
manifest = OUT / "model.mlpackage" / "Manifest.json"
manifest.write_text(stable(manifest.read_text(), "sensitive"))
