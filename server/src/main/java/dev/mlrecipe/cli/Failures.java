package dev.mlrecipe.cli;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.engine.OutputException;
import dev.mlrecipe.report.Ink;
import dev.mlrecipe.session.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What ends a command becomes one line and an exit code; a stack trace only with {@code --debug}. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

    @Override
    public int handleParseException(ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("error: " + Ink.harmless(mistake.getMessage()));
        UnmatchedArgumentException.printSuggestions(mistake, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.INPUT;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        int code = code(failure);
        if (code == ExitCode.CANCELLED) {
            // Interrupts has said so.
            return code;
        }
        err.println(line(failure));
        if (((Main) command.getCommandSpec().root().userObject()).debug()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return code;
    }

    private static int code(Exception failure) {
        return switch (failure) {
            case CancellationException cancelled -> ExitCode.CANCELLED;
            case InputException input -> ExitCode.INPUT;
            case ModelException model -> ExitCode.INPUT;
            case OutputException output ->
                output.reason() == OutputException.Reason.CONFLICT ? ExitCode.INPUT : ExitCode.FAILED;
            default -> ExitCode.FAILED;
        };
    }

    private static String line(Exception failure) {
        if (failure instanceof IOException known) {
            return "error: " + Ink.harmless(FileProblems.describe(known));
        }
        String message = failure.getMessage() == null ? "" : ": " + Ink.harmless(failure.getMessage());
        return "internal error: " + failure.getClass().getSimpleName() + message
                + "; run with --debug for the stack trace";
    }
}
