#!/usr/bin/env python3
"""Wall time of `mlrecipe import` as a whole process, for scripts of 2,000 lines; best and median of the repeats.

    python bench/import.py [--repeats 10] [--lines 2000]

Needs a built jar (./mlrecipe version builds it).
"""
import argparse, os, pathlib, statistics, tempfile

from side_by_side import ROOT, timed

HEAD = "import coremltools as ct\nimport coremltools.optimize.coreml as cto\n\n"
TAIL = """
model = ct.models.MLModel("Net.mlpackage")
for nbits in (2, 4, 6, 8):
    config = cto.OptimizationConfig(global_config=cto.OpPalettizerConfig(mode="kmeans", nbits=nbits))
    cto.palettize_weights(model, config).save(f"Net_{nbits}bit.mlpackage")
"""


def functions(lines):
    """A converter: layers of a network as functions and classes."""
    body, i = [], 0
    while len(body) < lines:
        i += 1
        body += [f"class Layer{i}(Base):", '    """One of the layers."""', "",
                 f"    def __init__(self, width={i}, heads=8, **options):", "        super().__init__(**options)",
                 "        self.width, self.heads = width, heads", f"        self.name = f\"layer_{{width}}_{i}\"", "",
                 "    def forward(self, x, mask=None):",
                 f"        q, k = self.q(x)[..., :{i}], self.k(x).reshape(x.shape[0], -1, self.heads)",
                 "        if mask is not None and mask.shape[-1] != x.shape[-1]:",
                 '            raise ValueError(f"mask {mask.shape} for {x.shape}")',
                 "        scores = (q @ k.transpose(-1, -2)) / self.width ** 0.5 + (mask or 0)",
                 "        return {name: value for name, value in zip(self.names, scores.unbind(0)) if value.any()}", ""]
    return "\n".join(body[:lines // 15 * 15])


def overrides(lines):
    """A configuration with a rule for every layer, by setters and in a dictionary."""
    body = ["config = cto.OptimizationConfig()", "RULES = {"]
    half = lines // 2 - 2
    body += [f'    "layers_{i}_mlp_down_proj_weight": {{"nbits": {4 + i % 3 * 2}, "skip": {i % 7 == 0}}},' for i in range(half)]
    body += ["}"]
    body += [f'config.set_op_name("layers_{i}_attn_q_proj_weight", cto.OpPalettizerConfig(mode="kmeans", nbits={4 + i % 2 * 4}))'
             for i in range(half)]
    body += ["for name, rule in RULES.items():", "    config.set_op_name(name, None if rule['skip'] else"
             " cto.OpPalettizerConfig(nbits=rule['nbits']))",
             'cto.palettize_weights(ct.models.MLModel("Big.mlpackage"), config).save("Big_mixed.mlpackage")']
    return "\n".join(body)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--repeats", type=int, default=10)
    args.add_argument("--lines", type=int, default=2000)
    args = args.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, body in (("functions", functions), ("overrides", overrides)):
            script = pathlib.Path(folder) / f"{name}.py"
            text = HEAD + body(args.lines - 10) + "\n" + TAIL
            script.write_text(text)
            command = [str(ROOT / "mlrecipe"), "import", str(script), "--force", "--quiet"]
            times = [timed(command, os.environ)[0] for _ in range(args.repeats)]
            print(f"{name}, {len(text.splitlines())} lines: best {min(times):.2f} s, median"
                  f" {statistics.median(times):.2f} s", flush=True)


if __name__ == "__main__":
    main()
