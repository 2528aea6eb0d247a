"""int4 for iOS 17, a joint step for macOS 13, a scale per channel on the Neural Engine of macOS 26."""
import coremltools as ct
import coremltools.optimize.coreml as cto


def convert(name, target):
    return ct.convert(load(name), minimum_deployment_target=target, compute_units=ct.ComputeUnit.CPU_AND_NE)


asr = convert("asr", ct.target.iOS17)
asr.save("asr.mlpackage")
int4 = cto.OpLinearQuantizerConfig(mode="linear_symmetric", dtype="int4", granularity="per_block", block_size=32)
cto.linear_quantize_weights(asr, cto.OptimizationConfig(int4)).save("asr_int4.mlpackage")

decoder = convert("decoder", ct.target.macOS13)
decoder.save("decoder.mlpackage")
lut = cto.palettize_weights(decoder, cto.OptimizationConfig(cto.OpPalettizerConfig(nbits=6)))
both = cto.linear_quantize_weights(lut, cto.OptimizationConfig(cto.OpLinearQuantizerConfig()), joint_compression=True)
both.save("decoder_w6a.mlpackage")

llm = convert("llm", ct.target.macOS26)
llm.save("llm.mlpackage")
scaled = cto.OpPalettizerConfig(mode="kmeans", nbits=4, granularity="per_grouped_channel", group_size=16,
                                enable_per_channel_scale=True)
cto.palettize_weights(llm, cto.OptimizationConfig(scaled)).save("llm_pcs.mlpackage")
