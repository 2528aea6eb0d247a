package dev.mlrecipe.engine;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A run in a process of its own that dies without warning right after a given step. */
final class SwapVictim {
    static final int KILLED = 9;
    static final int BUSY = 3;

    private SwapVictim() {}

    /** Runs the victim to its end; the exit code says what happened. */
    static int run(Path output, String step) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SwapVictim.class.getName(),
                        output.toString(),
                        step)
                .inheritIO()
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the victim hangs");
        }
        return process.exitValue();
    }

    public static void main(String[] args) throws Exception {
        Path output = Path.of(args[0]);
        try (OutputSwap swap = OutputSwap.begin(output, step -> dieAt(args[1], step))) {
            OutputSwapTest.writePackage(swap.fresh(), "new");
            swap.commit();
        } catch (OutputException refused) {
            System.exit(refused.reason() == OutputException.Reason.BUSY ? BUSY : 1);
        }
    }

    private static void dieAt(String wanted, OutputSwap.Step step) {
        if (step.name().equals(wanted)) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
