package dev.mlrecipe.cli;

/** What the process says to scripts. */
final class ExitCode {
    static final int FINE = 0;
    /** A finding of severity error, or a missed expectation. */
    static final int FINDINGS = 1;
    /** Usage, or input that cannot be read. */
    static final int INPUT = 2;
    /** The run failed. */
    static final int FAILED = 3;
    static final int CANCELLED = 130;

    static final String HELP = "%nExit codes: 0 fine; 1 a finding of severity error or a missed expectation;"
            + " 2 usage or unreadable input; 3 the run failed; 130 cancelled.";

    private ExitCode() {}
}
