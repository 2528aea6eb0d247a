package dev.mlrecipe.plan;

import dev.mlrecipe.digest.Sha256;
import dev.mlrecipe.recipe.Config;
import java.util.List;

/**
 * Identifies an output: equal keys mean equal bytes. It is written into the output, so that a recipe that would make
 * the same again is known without a run, whatever its text, its file and the clock say.
 */
public final class PlanKey {
    /** Raised when the engine or the writer may give other bytes for an equal plan; techniques have their own. */
    private static final int VERSION = 1;

    private PlanKey() {}

    /**
     * SHA-256 in lower-case hexadecimal over the model's fingerprint and what is done to every weight.
     *
     * @param fingerprint {@link dev.mlrecipe.coreml.CoreMlModel#fingerprint()} of the input
     */
    public static String of(String fingerprint, Plan plan) {
        StringBuilder text = new StringBuilder();
        line(text, "mlrecipe plan " + VERSION);
        line(text, fingerprint);
        line(text, plan.opset().word());
        for (PlannedWeight planned : plan.weights()) {
            if (planned.decision() instanceof Decision.Compress compress) {
                line(text, "weight " + planned.weight().id());
                compress.actions().forEach(action -> line(text, canonical(action)));
            }
        }
        if (plan.calibrates()) {
            line(text, "calibration " + plan.calibration().get());
        }
        for (PlannedActivation planned : plan.activations()) {
            line(text, "activations " + planned.site().op());
            line(text, canonical(planned.config()));
        }
        return Sha256.hex(text.toString());
    }

    /** Identifies what is done to one weight: equal keys mean an equal result for an equal weight. */
    public static String ofActions(List<Decision.Action> actions) {
        StringBuilder text = new StringBuilder();
        actions.forEach(action -> line(text, canonical(action)));
        return text.toString();
    }

    private static String canonical(Decision.Action action) {
        Config config = action.config();
        return config.technique().configType() + " " + config.technique().version() + " joint=" + action.joint()
                + " named=" + action.namedConst() + " " + config.options().canonical();
    }

    private static String canonical(Config config) {
        return config.technique().configType() + " " + config.technique().version() + " "
                + config.options().canonical();
    }

    /** Length first, so that no text can pass for two. */
    private static void line(StringBuilder text, String line) {
        text.append(line.length()).append(' ').append(line).append('\n');
    }
}
