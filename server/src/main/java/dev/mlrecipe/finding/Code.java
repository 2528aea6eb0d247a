package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** All kinds of findings. Each has a page under {@code docs/diagnostics/} and a factory class in this package. */
public enum Code {
    SYNTAX(Severity.ERROR, true),
    UNKNOWN_KEY(Severity.ERROR, true),
    INVALID_VALUE(Severity.ERROR, true),
    MISSING_KEY(Severity.ERROR, true),
    WRONG_COMBINATION(Severity.ERROR, true),
    DUPLICATE_KEY(Severity.ERROR, true),
    NEVER_IN_COREML(Severity.ERROR, true),
    FOREIGN_CONFIG(Severity.ERROR, true),
    LIMIT_EXCEEDED(Severity.ERROR, true),
    UNUSUAL_SPELLING(Severity.HINT, false),
    UNAVAILABLE_ON_TARGET(Severity.ERROR, true),
    MODEL_OPSET_TOO_OLD(Severity.ERROR, true),
    OPSET_RAISED(Severity.INFORMATION, false),
    OPSET_NOT_RAISED(Severity.ERROR, true),
    MODEL_UNREADABLE(Severity.ERROR, true),
    OUTPUT_CONFLICT(Severity.ERROR, true),
    CONFLICTING_CONFIGS(Severity.ERROR, false),
    LAYER_SKIPPED(Severity.WARNING, false),
    ALREADY_COMPRESSED(Severity.WARNING, false),
    STEP_HAS_NO_EFFECT(Severity.WARNING, false),
    RULE_MATCHES_NOTHING(Severity.WARNING, false),
    NO_INHERITANCE(Severity.HINT, false),
    SIZE_ONLY(Severity.INFORMATION, false),
    KNOWN_HAZARD(Severity.WARNING, false),
    UNKNOWN_DEVICE(Severity.WARNING, false),
    DEVICE_OLDER_THAN_TARGET(Severity.WARNING, false),
    NO_PREDICTED_GAIN(Severity.INFORMATION, false),
    SLOWER_PREDICTED(Severity.WARNING, false),
    DATA_INVALID(Severity.ERROR, true),
    NOT_CALIBRATED(Severity.INFORMATION, false),
    MEASURED_INVALID(Severity.ERROR, false),
    MEASURED_MISMATCH(Severity.WARNING, false),
    EXPECTATION_FAILED(Severity.ERROR, false),
    RULE_RESULT(Severity.INFORMATION, false),
    LAYER_RESULT(Severity.INFORMATION, false),
    RUN_FAILED(Severity.ERROR, false),
    RUN_CANCELLED(Severity.INFORMATION, false);

    private final Severity severity;
    private final boolean blocking;
    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Code(Severity severity, boolean blocking) {
        this.severity = severity;
        this.blocking = blocking;
    }

    /** The kebab-case word that users see, for example {@code unknown-key}. */
    public String word() {
        return word;
    }

    /** How grave such a finding usually is. */
    public Severity severity() {
        return severity;
    }

    /** Whether what it marks could as well not be there: editors show it faded. */
    public boolean unnecessary() {
        return this == RULE_MATCHES_NOTHING;
    }

    public static Optional<Code> of(String word) {
        return Arrays.stream(values()).filter(c -> c.word.equals(word)).findFirst();
    }

    /** Whether nothing may be written while this finding stands. Such findings cannot be suppressed. */
    public static boolean blocks(Finding finding) {
        return finding.severity() == Severity.ERROR
                && of(finding.code()).map(c -> c.blocking).orElse(false);
    }

    /** A finding of this kind with its usual severity. */
    Finding at(Span span, String message) {
        return Finding.of(word, severity, span, message);
    }
}
