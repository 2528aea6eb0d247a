package dev.mlrecipe.technique;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys of techniques that can look at what weights are multiplied with, named as in coremltools.optimize.torch. */
public final class CalibrationOptions {
    public static final String ALGORITHM = "algorithm";

    /** The value of {@link #ALGORITHM} that looks at the weights alone. */
    public static final String NEAREST = "nearest";

    /** The value of {@link #ALGORITHM} that compensates errors. */
    public static final String GPTQ = "gptq";

    private static final String DAMPENING = "hessian_dampening";
    private static final String ORDER = "use_activation_order_heuristic";

    public static final Option HESSIAN_DAMPENING = new Option(
            DAMPENING,
            new OptionType.Real(1e-6, 10),
            Optional.of(0.1),
            "With `algorithm: gptq`: how far errors may be carried over, as a share of the inputs' mean square that is"
                    + " added to all inputs. More keeps weights nearer to what they were, which helps with few samples.",
            true);

    public static final Option ACTIVATION_ORDER = new Option(
            ORDER,
            new OptionType.Flag(),
            Optional.of(false),
            "With `algorithm: gptq`: begin with the inputs that have the greatest squares instead of the first ones.",
            true);

    private CalibrationOptions() {}

    /** Whether samples are needed. */
    public static boolean calibrates(Options options) {
        return !options.word(ALGORITHM).equals(NEAREST);
    }

    /** Keys that say nothing without {@code algorithm: gptq}. */
    public static List<Violation> check(Options options) {
        List<Violation> violations = new ArrayList<>();
        for (String key : List.of(DAMPENING, ORDER)) {
            if (options.isGiven(key) && !options.word(ALGORITHM).equals(GPTQ)) {
                violations.add(new Violation(
                        Violation.Kind.WRONG_COMBINATION,
                        key,
                        key + " is about carrying errors over; algorithm: gptq does that, algorithm: "
                                + options.word(ALGORITHM) + " does not"));
            }
        }
        return violations;
    }

    /** See {@link #HESSIAN_DAMPENING}. */
    public static double dampening(Options options) {
        return options.real(DAMPENING);
    }

    /** See {@link #ACTIVATION_ORDER}. */
    public static boolean greatestFirst(Options options) {
        return options.flag(ORDER);
    }
}
