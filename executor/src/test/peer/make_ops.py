"""Makes small programs with every operation that the executor runs, and what NumPy says they compute.

    NPY_DISABLE_CPU_FEATURES=AVX512_ICL target/peer/bin/python executor/src/test/peer/make_ops.py

writes executor/src/test/resources/ops/<family>/: model.mlpackage and values.json with inputs and expected outputs.
References are plain NumPy and share nothing with coremltools or ONNX.
"""
import sys

import ops_layers  # noqa: F401
import ops_shapes  # noqa: F401
from ops_family import FAMILIES

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(FAMILIES)
    for family in wanted:
        FAMILIES[family].write()
        print("wrote", family, len(FAMILIES[family].cases), "cases")
