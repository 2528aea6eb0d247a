package dev.mlrecipe.technique.quantize;

import dev.mlrecipe.technique.CalibrationOptions;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of linear quantization. */
final class QuantizeVocabulary {
    private QuantizeVocabulary() {}

    private static final Option MODE = Option.of(
            "mode",
            new OptionType.Words(List.of("linear_symmetric", "linear"), true, Map.of()),
            "linear_symmetric",
            "`linear_symmetric`: codes are spread evenly around zero, without a zero point (unsigned types have a fixed"
                    + " one). `linear`: codes span the values' own range, with a zero point per scale; better where"
                    + " values lie on one side of zero.");

    private static final Option DTYPE = Option.of(
            "dtype",
            new OptionType.Words(
                    List.of(
                            "int8", "uint8", "int4", "uint4", "uint1", "uint2", "uint3", "uint5", "uint6", "uint7"),
                    false,
                    Map.ofEntries(
                            Map.entry("int2", "int4"),
                            Map.entry("int3", "int4"),
                            Map.entry("int6", "int8"),
                            Map.entry("int16", "int8"),
                            Map.entry("uint16", "uint8"),
                            Map.entry("fp4", "int4"),
                            Map.entry("float4", "int4"),
                            Map.entry("fp4_e2m1", "int4"),
                            Map.entry("nf4", "int4"),
                            Map.entry("mxfp4", "int4"),
                            Map.entry("fp8", "int8"),
                            Map.entry("float8", "int8"),
                            Map.entry("fp8_e4m3", "int8"),
                            Map.entry("fp8_e5m2", "int8"),
                            Map.entry("fp8_e4m3fn", "int8"),
                            Map.entry("float8_e4m3fn", "int8"),
                            Map.entry("float8_e5m2", "int8"),
                            Map.entry("float8e4m3fn", "int8"),
                            Map.entry("float8e5m2", "int8"),
                            Map.entry("float16", "int8"),
                            Map.entry("fp16", "int8"),
                            Map.entry("half", "int8"),
                            Map.entry("bfloat16", "int8"),
                            Map.entry("bf16", "int8"),
                            Map.entry("float32", "int8"),
                            Map.entry("fp32", "int8"))),
            "int8",
            "The integer type of the codes. 4-bit types need iOS 18. Neural networks have all of them since iOS 12, and"
                    + " only they have 1, 2, 3, 5, 6 and 7 bits; there codes are unsigned, and `mode` says where zero is.");

    private static final Option GRANULARITY = Option.of(
            "granularity",
            OptionType.Words.of("per_tensor", "per_channel", "per_block"),
            "per_channel",
            "How many values share a scale: the whole weight, an output channel, or a block of `block_size` input"
                    + " channels within an output channel.");

    private static final Option BLOCK_SIZE = Option.of(
            "block_size",
            new OptionType.WholeOrList(0, Integer.MAX_VALUE),
            32L,
            "With `granularity: per_block`: input channels per block, 0 for all; or a list with one entry per axis of"
                    + " the weight. It must divide the dimension.");

    private static final Option SCALE_SEARCH = new Option(
            "scale_search",
            OptionType.Words.of("none", "mse"),
            Optional.of("none"),
            "`mse` tries clipped ranges too and keeps, per scale, the one with the smallest squared error: never"
                    + " worse, and much better at 4 bits. Same format and size. Not known to coremltools.",
            true);

    private static final Option ALGORITHM = new Option(
            CalibrationOptions.ALGORITHM,
            OptionType.Words.of(CalibrationOptions.NEAREST, CalibrationOptions.GPTQ),
            Optional.of(CalibrationOptions.NEAREST),
            "`gptq` rounds a layer's weights one input after the other and lets those that are left make up for the"
                    + " errors, so that the layer's outputs on the samples in `data` change least. Same format and size;"
                    + " the weights' own error grows. For weights of `linear`, `conv` and `matmul`; others are rounded to"
                    + " the `nearest` code. Not known to coremltools, where optimize.torch has it.",
            true);

    static final List<Option> OPTIONS = List.of(
            MODE,
            DTYPE,
            GRANULARITY,
            BLOCK_SIZE,
            SCALE_SEARCH,
            ALGORITHM,
            CalibrationOptions.HESSIAN_DAMPENING,
            CalibrationOptions.ACTIVATION_ORDER);
}
