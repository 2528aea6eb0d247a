import argparse
import sys
import coremltools as ct
import coremltools.optimize.coreml as cto

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("-o", "--output")
parser.add_argument("--quantize", choices=["int8", "int4", "none"], default="int8")
parser.add_argument("--block", type=int, default=32)
args = parser.parse_args()
if not args.model.endswith(".mlpackage"):
    sys.exit("not a package")

model = ct.models.MLModel(args.model)
if args.quantize == "int8":
    op = cto.OpLinearQuantizerConfig(dtype="int8")
elif args.quantize == "int4":
    op = cto.OpLinearQuantizerConfig(dtype="int4", granularity="per_block", block_size=args.block)
else:
    op = None
if op is not None:
    model = cto.linear_quantize_weights(model, cto.OptimizationConfig(global_config=op))
model.save(args.output or "Net_small.mlpackage")
