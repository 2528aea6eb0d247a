package dev.mlrecipe.lsp;

import com.google.gson.JsonPrimitive;
import dev.mlrecipe.engine.FileProblems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;

/**
 * {@code workspace/executeCommand}. Those that are about a recipe take the address of a document, and may leave it out
 * where only one is open; the name of a variant may follow. They are answered at once; what they do shows when it is
 * done. Those about new recipes are classes of their own: {@link RecipeChoicesCommand}, {@link NewRecipeCommand},
 * {@link ImportCommand}, {@link ImportBesideCommand}, {@link SuggestCommand}.
 */
final class Commands {
    static final String COMPRESS = "mlrecipe.compress";
    static final String CANCEL = "mlrecipe.cancel";
    static final String OPEN_REPORT = "mlrecipe.openReport";
    static final String EXPORT = "mlrecipe.exportCoremltools";
    static final String CLEAR_CACHE = "mlrecipe.clearCache";

    static final List<String> ALL = List.of(
            COMPRESS, CANCEL, OPEN_REPORT, EXPORT, CLEAR_CACHE, RecipeChoicesCommand.NAME, NewRecipeCommand.NAME,
            ImportCommand.NAME,
            ImportBesideCommand.NAME, SuggestCommand.NAME);

    private Commands() {}

    static Object execute(Workspace workspace, ExecuteCommandParams params) {
        switch (params.getCommand()) {
            case COMPRESS -> compress(workspace, document(workspace, params), argument(params, 1));
            case CANCEL -> cancel(workspace, document(workspace, params));
            case OPEN_REPORT -> openReport(workspace, document(workspace, params), argument(params, 1));
            case EXPORT -> export(workspace, document(workspace, params));
            case CLEAR_CACHE -> clearCache(workspace);
            case ImportBesideCommand.NAME -> importBeside(workspace, params);
            case SuggestCommand.NAME -> suggest(workspace, document(workspace, params), params);
            default -> throw refusal("there is no command " + params.getCommand() + ", only " + String.join(", ", ALL));
        }
        return "";
    }

    private static OpenDocument document(Workspace workspace, ExecuteCommandParams params) {
        Optional<String> uri = argument(params, 0);
        if (uri.isPresent()) {
            return workspace.document(uri.get()).orElseThrow(() -> refusal(uri.get() + " is not open"));
        }
        if (workspace.documents().size() != 1) {
            throw refusal("which recipe? Give the address of one that is open");
        }
        return workspace.documents().iterator().next();
    }

    /**
     * The file whose address is the first argument, if it may be read.
     *
     * @param noun what it is, for refusals
     */
    static Path readable(Workspace workspace, ExecuteCommandParams params, String noun) {
        String uri = argument(params, 0).orElseThrow(() -> refusal("for which " + noun + "? Give its address"));
        DocumentUri address = DocumentUri.of(uri);
        Path path = address.path().orElseThrow(() -> refusal(uri + " is not a file of this machine"));
        if (!workspace.trusted() && !workspace.holds(address)) {
            throw refusal(path + " lies outside the workspace, which is not trusted");
        }
        Optional<String> forbidden = workspace.boundaryAround(address).forbidsReading(path);
        if (forbidden.isPresent()) {
            throw refusal(path + " " + forbidden.get());
        }
        return path;
    }

    /** The argument at a position, if it is a text. */
    static Optional<String> argument(ExecuteCommandParams params, int index) {
        List<Object> arguments = params.getArguments() == null ? List.of() : params.getArguments();
        return index < arguments.size() ? text(arguments.get(index)) : Optional.empty();
    }

    private static Optional<String> text(Object argument) {
        return argument instanceof JsonPrimitive json && json.isString()
                ? Optional.of(json.getAsString())
                : argument instanceof String plain ? Optional.of(plain) : Optional.empty();
    }

    private static void compress(Workspace workspace, OpenDocument document, Optional<String> variant) {
        requireFile(document);
        requireTrust(workspace);
        if (workspace.settings(document).compressOn() == Settings.CompressOn.OFF) {
            throw refusal("the setting mlrecipe.compressOn is off");
        }
        workspace.runs().start(document, variant, true);
    }

    private static void cancel(Workspace workspace, OpenDocument document) {
        workspace.runs().cancel(document);
        workspace.suggestions().cancel(document);
    }

    private static void suggest(Workspace workspace, OpenDocument document, ExecuteCommandParams params) {
        requireFile(document);
        requireTrust(workspace);
        SuggestCommand.run(workspace, document, params);
    }

    private static void importBeside(Workspace workspace, ExecuteCommandParams params) {
        requireTrust(workspace);
        ImportBesideCommand.run(workspace, params);
    }

    private static void openReport(Workspace workspace, OpenDocument document, Optional<String> variant) {
        Understanding understanding = document.understanding();
        workspace.worker(() -> {
            Optional<Path> page = workspace.tools().reporting().write(understanding, variant);
            return () -> {
                if (page.isPresent()) {
                    workspace.client().show(DocumentUri.of(page.get()), "The report is " + page.get());
                } else {
                    workspace.client().info("mlrecipe: there is no report: the recipe has no model that can be read");
                }
            };
        });
    }

    private static void export(Workspace workspace, OpenDocument document) {
        requireFile(document);
        requireTrust(workspace);
        Understanding understanding = document.understanding();
        workspace.worker(() -> {
            String said = Exporting.write(understanding);
            return () -> workspace.client().info(said);
        });
    }

    private static void clearCache(Workspace workspace) {
        workspace.worker(() -> {
            String said;
            try {
                workspace.tools().clearCache();
                said = "mlrecipe: the cache is empty";
            } catch (IOException problem) {
                said = "mlrecipe: the cache cannot be cleared: " + FileProblems.describe(problem);
            }
            String message = said;
            return () -> workspace.client().info(message);
        });
    }

    private static void requireFile(OpenDocument document) {
        if (document.uri().path().isEmpty()) {
            throw refusal("only recipes that lie on disk can be run");
        }
    }

    private static void requireTrust(Workspace workspace) {
        if (!workspace.trusted()) {
            throw refusal("the workspace is not trusted, so nothing in it is run");
        }
    }

    /** What a command answers that is not carried out. */
    static ResponseErrorException refusal(String reason) {
        return new ResponseErrorException(new ResponseError(ResponseErrorCode.RequestFailed, reason, null));
    }
}
