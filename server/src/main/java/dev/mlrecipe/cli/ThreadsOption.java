package dev.mlrecipe.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The value of {@code --threads}, which several commands have. */
final class ThreadsOption {
    private static final int MOST = 1024;

    private ThreadsOption() {}

    /**
     * How many threads to use.
     *
     * @param chosen null for one per processor
     * @throws ParameterException if it is no such number
     */
    static int count(Integer chosen, CommandSpec command) {
        if (chosen == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (chosen < 1 || chosen > MOST) {
            throw new ParameterException(
                    command.commandLine(), "--threads must be 1 to " + MOST + ", found " + chosen);
        }
        return chosen;
    }
}
