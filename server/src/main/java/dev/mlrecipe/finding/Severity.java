package dev.mlrecipe.finding;

/** How grave a finding is, gravest first. */
public enum Severity {
    ERROR,
    WARNING,
    INFORMATION,
    HINT;

    /** The lower-case word of the JSON output. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether this is at least as grave as {@code other}. */
    public boolean atLeast(Severity other) {
        return compareTo(other) <= 0;
    }
}
