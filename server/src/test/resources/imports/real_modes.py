"""One of several ways by an option, the usual structure of a tool."""
import argparse
import coremltools as ct
import coremltools.optimize.coreml as cto


def build_config(args):
    if args.mode == "palettize":
        op = cto.OpPalettizerConfig(mode="kmeans", nbits=args.nbits)
    elif args.mode == "linear":
        op = cto.OpLinearQuantizerConfig(mode="linear_symmetric", dtype="int8", granularity="per_channel")
    else:
        op = cto.OpMagnitudePrunerConfig(target_sparsity=args.sparsity)
    return cto.OptimizationConfig(global_config=op)


def apply(model, config, args):
    fn = {"palettize": cto.palettize_weights, "linear": cto.linear_quantize_weights, "prune": cto.prune_weights}[args.mode]
    return fn(model, config)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--input", required=True)
    p.add_argument("--output", default="compressed.mlpackage")
    p.add_argument("--mode", choices=["palettize", "linear", "prune"], default="palettize")
    p.add_argument("--nbits", type=int, default=6)
    p.add_argument("--sparsity", type=float, default=0.6)
    args = p.parse_args()
    model = ct.models.MLModel(args.input)
    config = build_config(args)
    compressed = apply(model, config, args)
    compressed.save(args.output)


main()
