package dev.mlrecipe.cli;

import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.report.Sizes;
import java.io.PrintWriter;

/** Shows progress on one line of a terminal that is written over, or in a few plain lines. */
final class ProgressLine implements Progress {
    private static final int WIDTH = 30;
    private static final long MILLIS_BETWEEN_LINES = 5_000;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private long lastLine = System.nanoTime();

    private ProgressLine(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /**
     * How a command shows progress.
     *
     * @param machine whether standard output is read by a program: then only a terminal gets progress
     */
    static Progress of(Console console, boolean machine) {
        return console.quiet() || (machine && !console.terminal())
                ? Progress.NONE
                : new ProgressLine(console.err(), console.terminal());
    }

    @Override
    public void advanced(State state) {
        if (terminal) {
            err.print(CLEAR
                    + switch (state.phase()) {
                        case CALIBRATING, RUNNING, MEASURING_ACCURACY -> runs(state);
                        case MEASURING, COMPRESSING -> bar(state);
                        case WRITING -> "writing";
                    });
            boolean last = state.bytes() == state.totalBytes();
            boolean ends = state.phase() != Phase.COMPRESSING && state.phase() != Phase.CALIBRATING;
            if (state.phase() == Phase.WRITING || last && ends) {
                err.print(CLEAR);
            }
        } else if (state.phase() == Phase.WRITING || !due(state)) {
            return;
        } else if (state.phase() != Phase.MEASURING && state.phase() != Phase.COMPRESSING) {
            err.println(runs(state));
        } else {
            err.println((state.phase() == Phase.MEASURING ? "measuring: " : "compressing: ") + state.weights() + " of "
                    + state.totalWeights() + " weights, "
                    + Sizes.bytes(state.bytes()) + " of " + Sizes.bytes(state.totalBytes()));
        }
        err.flush();
    }

    private static String runs(State state) {
        String what = switch (state.phase()) {
            case RUNNING -> "running: ";
            case MEASURING_ACCURACY -> "measuring accuracy: ";
            default -> "calibrating: ";
        };
        return what + state.weights() + " of "
                + state.totalWeights() + " runs";
    }

    private boolean due(State state) {
        long now = System.nanoTime();
        if (state.bytes() > 0 && now - lastLine < MILLIS_BETWEEN_LINES * 1_000_000) {
            return false;
        }
        lastLine = now;
        return true;
    }

    private static String bar(State state) {
        double share = state.totalBytes() == 0 ? 1 : (double) state.bytes() / state.totalBytes();
        int full = (int) Math.round(share * WIDTH);
        return "[" + "=".repeat(full) + " ".repeat(WIDTH - full) + "] " + state.weights() + "/" + state.totalWeights()
                + " weights, " + Sizes.bytes(state.bytes()) + " of " + Sizes.bytes(state.totalBytes());
    }
}
