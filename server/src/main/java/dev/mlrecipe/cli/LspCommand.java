package dev.mlrecipe.cli;

import dev.mlrecipe.lsp.StdioServer;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mlrecipe lsp}. */
@Command(
        name = "lsp",
        description = {
            "Serve an editor: the language server protocol on standard input and output.",
            "",
            "  mlrecipe lsp",
            ""
        },
        footer = ExitCode.HELP)
final class LspCommand implements Callable<Integer> {

    @Option(names = "--stdio", description = "The default; many editors say it.")
    private boolean stdio;

    @Override
    public Integer call() {
        InputStream in = System.in;
        PrintStream out = System.out;
        // Whoever prints something must not end up in the middle of a message.
        System.setOut(System.err);
        return StdioServer.serve(in, out, Version.PRODUCT);
    }
}
