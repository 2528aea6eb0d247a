"""Computes DigitNet with plain NumPy in double precision, from the weights in the package.

    NPY_DISABLE_CPU_FEATURES=AVX512_ICL target/peer/bin/python executor/src/test/peer/make_digitnet.py

writes executor/src/test/resources/digitnet.json: images of random pixels and their logits.
"""
import json

import numpy as np

from digitnet import ROOT, Interpreter
from ops_family import tensors

COUNT = 6

images = np.random.default_rng(170).random((COUNT, 1, 16, 16), dtype=np.float32)
interpreter = Interpreter(ROOT / "examples" / "models" / "DigitNet_iOS17.mlpackage")
logits = np.concatenate([interpreter.run(images[i : i + 1]) for i in range(COUNT)])
target = ROOT / "executor" / "src" / "test" / "resources" / "digitnet.json"
target.write_text(
    json.dumps(tensors({"images": images, "logits": logits}), separators=(",", ":"))
    .replace('},"', '},\n"') + "\n"
)
print(np.argmax(logits, 1))
