package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** The result misses what the recipe expects of it. */
public final class ExpectationFailed {
    private ExpectationFailed() {}

    /**
     * @param key the entry, for example {@code min_ratio}
     * @param expected what it asks for, with unit
     * @param found what is reached, with unit
     * @param worst which layer is to blame, or what else the number comes from
     */
    public static Finding of(Span entry, String key, String expected, String found, String worst) {
        return Code.EXPECTATION_FAILED.at(entry, key + " " + expected + " is not met: " + found + "; " + worst);
    }

    /**
     * An entry that nothing at hand can judge; it neither fails nor passes, and that must not stay unsaid.
     *
     * @param key the entry with its device, for example {@code max_latency_ms of iPhone 15 Pro}
     */
    public static Finding notJudged(Span entry, String key) {
        return Finding.of(
                Code.EXPECTATION_FAILED.word(),
                Severity.WARNING,
                entry,
                key + " is not judged: it needs a prediction, and there is none for this device");
    }

    /**
     * An entry that a run cannot judge, for a reason that can be mended.
     *
     * @param reason why it is not measured, in a sentence that begins small
     */
    public static Finding notMeasured(Span entry, String key, String reason) {
        return Finding.of(
                Code.EXPECTATION_FAILED.word(), Severity.WARNING, entry, key + " is not judged: " + reason);
    }

    /** An entry that only a run can judge. */
    public static Finding notYetMeasured(Span entry, String key) {
        return Finding.of(
                Code.EXPECTATION_FAILED.word(),
                Severity.INFORMATION,
                entry,
                key + " is not judged yet: a run measures it");
    }

    /** Whether a finding only tells that a run will judge something. */
    public static boolean isPending(Finding finding) {
        return finding.code().equals(Code.EXPECTATION_FAILED.word()) && finding.severity() == Severity.INFORMATION;
    }
}
