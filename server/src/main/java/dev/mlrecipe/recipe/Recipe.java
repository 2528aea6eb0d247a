package dev.mlrecipe.recipe;

import dev.mlrecipe.availability.Target;
import java.util.List;
import java.util.Optional;

/**
 * A recipe as far as it could be understood: fields with mistakes are absent, and the mistakes are findings.
 *
 * @param part which of the recipes of its file it is
 * @param model path of the model as written
 * @param output path of the output as written
 * @param targets minimum deployment targets
 * @param raiseOpset whether the model may be raised to a newer opset if the recipe needs one
 * @param devices devices for predictions, as written
 * @param measured files with what devices measured
 * @param computeUnits {@code all}, {@code cpu_only}, {@code cpu_and_gpu} or {@code cpu_and_ne}
 * @param calibration where ranges of activations come from
 * @param steps compression steps in order
 * @param expect what the result must reach
 */
public record Recipe(
        Part part,
        Optional<Located<String>> model,
        Optional<Located<String>> output,
        List<Located<Target>> targets,
        Optional<Located<Boolean>> raiseOpset,
        List<Located<String>> devices,
        List<MeasuredEntry> measured,
        Optional<Located<String>> computeUnits,
        Calibration calibration,
        List<Step> steps,
        Expectations expect) {

    public Recipe {
        targets = List.copyOf(targets);
        devices = List.copyOf(devices);
        measured = List.copyOf(measured);
        steps = List.copyOf(steps);
    }

    /** A recipe without ranges of activations. */
    public Recipe(
            Part part,
            Optional<Located<String>> model,
            Optional<Located<String>> output,
            List<Located<Target>> targets,
            Optional<Located<Boolean>> raiseOpset,
            List<Located<String>> devices,
            List<MeasuredEntry> measured,
            Optional<Located<String>> computeUnits,
            List<Step> steps,
            Expectations expect) {
        this(
                part, model, output, targets, raiseOpset, devices, measured, computeUnits, Calibration.NONE, steps,
                expect);
    }

    /** The same recipe with other steps. */
    public Recipe with(List<Step> others) {
        return new Recipe(
                part, model, output, targets, raiseOpset, devices, measured, computeUnits, calibration, others, expect);
    }

    /** The same recipe for one of the models that its path stands for. */
    public Recipe of(String name, String path) {
        return new Recipe(
                part.found(name),
                model.map(pattern -> new Located<>(path, pattern.span())),
                output, targets, raiseOpset, devices, measured, computeUnits, calibration, steps, expect);
    }

    /** Whether it says {@code raise_opset: true}. */
    public boolean raisesOpset() {
        return raiseOpset.map(Located::value).orElse(false);
    }
}
