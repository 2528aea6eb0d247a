package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** The target could run it, but the model was converted for an older one. */
public final class ModelOpsetTooOld {
    private ModelOpsetTooOld() {}

    /**
     * @param subject what asks for it, for example {@code nbits 3}
     * @param feature noun phrase, for example {@code 3-bit tables}
     * @param found the model's opset, for example {@code CoreML6}
     * @param needed the oldest opset with the feature
     * @param systems the systems that load it, for example {@code iOS18, macOS15}
     * @param target what to convert for, for example {@code iOS18}
     */
    public static Finding of(
            Span span, String subject, String feature, String found, String needed, String systems, String target) {
        return Code.MODEL_OPSET_TOO_OLD.at(
                span,
                subject + " (" + feature + ") needs a " + needed + " model (" + systems + "), this one is " + found
                        + ": convert it again with minimum_deployment_target=ct.target." + target);
    }
}
