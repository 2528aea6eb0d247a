package dev.mlrecipe.technique.activation;

import dev.mlrecipe.coreml.activation.RangeMethod;
import dev.mlrecipe.coreml.activation.Scheme;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Violation;
import dev.mlrecipe.technique.Workbench;
import java.util.List;
import java.util.Map;

/**
 * Activations as 8-bit integers: what coremltools' {@code linear_quantize_activations} does, under the name of the class
 * that coremltools 8.0 had for it.
 */
public final class ActivationTechnique implements Technique {
    private static final String MODE = "mode";
    private static final String DTYPE = "dtype";
    private static final String RANGE = "range";
    private static final String PERCENTILE = "percentile";

    private static final List<Option> OPTIONS = List.of(
            Option.of(
                    MODE,
                    new OptionType.Words(List.of("linear_symmetric", "linear"), true, Map.of()),
                    "linear_symmetric",
                    "`linear_symmetric`: codes are spread evenly around zero. `linear`: codes span the values' own range,"
                            + " with a zero point; better where values lie on one side of zero, as behind a `relu`."),
            Option.of(
                    DTYPE,
                    new OptionType.Words(
                            List.of("int8", "uint8"),
                            false,
                            Map.of("int4", "int8", "uint4", "uint8", "float16", "int8", "fp8_e4m3", "int8")),
                    "int8",
                    "The integer type of the codes."),
            Option.extension(
                    RANGE,
                    new OptionType.Words(
                            List.of("min_max", "percentile", "mse"),
                            true,
                            Map.of(
                                    "minmax", "min_max",
                                    "max", "min_max",
                                    "absmax", "min_max",
                                    "moving_average_min_max", "min_max",
                                    "histogram", "mse",
                                    "entropy", "mse")),
                    "min_max",
                    "What codes span of the numbers that samples give; what lies outside becomes the code at that end."
                            + " `min_max`: all, as coremltools does. `percentile`: all but the largest. `mse`: as many as"
                            + " make the mean square of the error smallest. Better than `min_max` where a few numbers lie"
                            + " far out. Ranges from a file of `statistics` are taken as they are; a value of several"
                            + " operations has the range that the first of them asks for."),
            Option.extension(
                    PERCENTILE,
                    new OptionType.Real(50.1, 100),
                    99.99,
                    "With `range: percentile`, how many numbers are kept, in percent. Left out are those of the largest"
                            + " magnitude; with `mode: linear`, half of them the smallest and half the largest. Ends lie"
                            + " less than 1/4096 of the whole range outside of the exact percentiles, never inside."));

    @Override
    public String configType() {
        return "OpActivationLinearQuantizerConfig";
    }

    @Override
    public String summary() {
        return "Quantizes what operations compute (activations) to 8 bits, as coremltools'"
                + " `linear_quantize_activations` does: around `conv`, `linear`, `avg_pool`, `max_pool` and `add`, with"
                + " ranges from `data` or `statistics`. With int8 weights from another step, operations run on integers (W8A8)."
                + " Operations in branches, in loops and in other functions than the default one stay as they are.";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public boolean quantizesActivations() {
        return true;
    }

    @Override
    public List<Option> options() {
        return OPTIONS;
    }

    @Override
    public List<Violation> check(Options options) {
        return options.isGiven(PERCENTILE) && !options.word(RANGE).equals(PERCENTILE)
                ? List.of(new Violation(
                        Violation.Kind.WRONG_COMBINATION,
                        PERCENTILE,
                        "percentile has no effect with range: " + options.word(RANGE) + ", only with range: percentile"))
                : List.of();
    }

    @Override
    public List<Need> needs(Options options) {
        return List.of(new Need("activations.int8", DTYPE));
    }

    /** How activations are quantized with these options. */
    public static Scheme scheme(Options options) {
        DataType codes = options.word(DTYPE).equals("uint8") ? DataType.UINT8 : DataType.INT8;
        return new Scheme(codes, options.word(MODE).equals("linear_symmetric"));
    }

    /** Which of the numbers of activations codes span with these options. */
    public static RangeMethod method(Options options) {
        return switch (options.word(RANGE)) {
            case "percentile" -> new RangeMethod.Percentile(options.real(PERCENTILE));
            case "mse" -> new RangeMethod.LeastError();
            default -> new RangeMethod.MinMax();
        };
    }

    @Override
    public Proposal propose(Subject weight, Options options) {
        return new Proposal.Declined("it quantizes activations, not weights");
    }

    @Override
    public Outcome compress(Subject weight, Options options, Workbench bench) {
        return new Outcome.Declined("it quantizes activations, not weights");
    }
}
