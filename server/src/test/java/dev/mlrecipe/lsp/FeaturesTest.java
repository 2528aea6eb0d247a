package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.CodeLens;
import org.eclipse.lsp4j.CodeLensParams;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DocumentLink;
import org.eclipse.lsp4j.DocumentLinkParams;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.FoldingRangeRequestParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InlayHint;
import org.eclipse.lsp4j.InlayHintParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.ReferenceContext;
import org.eclipse.lsp4j.ReferenceParams;
import org.eclipse.lsp4j.RenameParams;
import org.eclipse.lsp4j.SelectionRange;
import org.eclipse.lsp4j.SelectionRangeParams;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every feature through the protocol. What each says is tested with the packages that say it. */
class FeaturesTest {
    private static final Range ALL = new Range(new Position(0, 0), new Position(1_000, 0));
    private static final String ANCHORED = """
            model: Net.mlpackage
            target: iOS18
            config_type: OpPalettizerConfig
            global_config: &base {mode: kmeans, nbits: 4}
            op_type_configs:
              linear: *base
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void putModel() throws IOException {
        Models.put(folder, "Net.mlpackage");
    }

    private static List<CodeAction> actions(Editor editor, Document document, Diagnostic at, String... only)
            throws Exception {
        CodeActionContext context = new CodeActionContext(List.of(at), List.of(only));
        CodeActionParams params = new CodeActionParams(document.id(), at.getRange(), context);
        return Editor.await(editor.server().getTextDocumentService().codeAction(params)).stream()
                .map(action -> action.getRight())
                .toList();
    }

    @Test
    void stepsHaveOtherWaysToCompressWithWhatTheyGain() throws Exception {
        Models.put(folder, "Net.mlpackage");
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open(
                    "a.mlrecipe.yaml",
                    "devices: [iPhone 15 Pro]\ncompute_units: cpu_and_ne\n" + Models.RECIPE.replace("nbits: 4", "nbits: 8"));
            CodeAction tables =
                    editor.see("rewrites", () -> rewrites(editor, recipe), found -> !found.isEmpty()).getFirst();
            assertEquals("refactor.rewrite", tables.getKind());
            assertTrue(
                    tables.getTitle().matches("Take 4-bit tables: .* ms \\(.* to .* ms\\) .* predicted on iPhone 15 Pro"),
                    tables.getTitle());
            apply(recipe, tables);
            assertTrue(recipe.text().contains("global_config: {mode: kmeans, nbits: 4}\n"), recipe.text());
        }
    }

    private static List<CodeAction> rewrites(Editor editor, Document recipe) {
        Position key = recipe.at("global_config");
        CodeActionContext context = new CodeActionContext(List.of(), List.of("refactor"));
        CodeActionParams params = new CodeActionParams(recipe.id(), new Range(key, key), context);
        return editor.server().getTextDocumentService().codeAction(params).join().stream()
                .map(action -> action.getRight())
                .toList();
    }

    /** Makes the edits of an action, as an editor does. */
    private static void apply(Document document, CodeAction action) {
        List<TextEdit> edits = new ArrayList<>(action.getEdit().getChanges().get(document.uri()));
        edits.sort(Comparator.comparing((TextEdit edit) -> edit.getRange().getStart().getLine())
                .thenComparing(edit -> edit.getRange().getStart().getCharacter())
                .reversed());
        for (TextEdit edit : edits) {
            document.edit(document.offset(edit.getRange().getStart()), document.offset(edit.getRange().getEnd()), edit.getNewText());
        }
    }

    @Test
    void completesKeysAndLayersOfTheModel() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE + "  gran\nop_name_configs:\n  conv2\n");
            recipe.sees("the model read", shown -> !shown.isEmpty());
            assertTrue(labels(editor, recipe, "gran|\n").contains("granularity"));
            editor.see("layers", () -> labels(editor, recipe, "conv2|\n").toString(), labels -> labels.contains("conv2"));
        }
    }

    @Test
    void completesModelFiles() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", "model: \ntarget: iOS18\n");
            assertTrue(labels(editor, recipe, "model: |").contains("Net.mlpackage"));
        }
    }

    @Test
    void documentsACompletionWhenAsked() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE + "  gran\n");
            CompletionItem item = completions(editor, recipe, "gran|\n").stream()
                    .filter(candidate -> candidate.getLabel().equals("granularity"))
                    .findFirst()
                    .orElseThrow();
            assertNull(item.getDocumentation());
            CompletionItem resolved = Editor.await(
                    editor.server().getTextDocumentService().resolveCompletionItem(item));
            assertFalse(resolved.getDocumentation().getRight().getValue().isBlank());
        }
    }

    private static List<CompletionItem> completions(Editor editor, Document document, String marked) throws Exception {
        CompletionParams params = new CompletionParams(document.id(), document.at(marked));
        return Editor.await(editor.server().getTextDocumentService().completion(params)).getRight().getItems();
    }

    private static List<String> labels(Editor editor, Document document, String marked) {
        try {
            return completions(editor, document, marked).stream().map(CompletionItem::getLabel).toList();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void hoversOverKeys() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            Hover hover = Editor.await(
                    editor.server().getTextDocumentService().hover(new HoverParams(recipe.id(), recipe.at("nb|its"))));
            assertTrue(hover.getContents().getRight().getValue().contains("nbits"));
            assertEquals(recipe.at("nbits"), hover.getRange().getStart());
            assertNull(Editor.await(
                    editor.server().getTextDocumentService().hover(new HoverParams(recipe.id(), new Position(999, 0)))));
        }
    }

    @Test
    void aFixResolvesItsFinding() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE.replace("nbits: 4", "nbit: 4"));
            Diagnostic unknown = recipe.sees("unknown-key");
            CodeAction fix = actions(editor, recipe, unknown, "quickfix").getFirst();
            assertEquals("quickfix", fix.getKind());
            assertEquals(List.of(unknown), fix.getDiagnostics());
            apply(recipe, fix);
            recipe.seesNo("unknown-key");
            assertEquals(Models.RECIPE, recipe.text());
        }
    }

    @Test
    void allFixesAtOnceOnlyWhenAskedForOrForAll() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE.replace("nbits: 4", "nbit: 4"));
            Diagnostic unknown = recipe.sees("unknown-key");
            assertTrue(actions(editor, recipe, unknown, "quickfix").stream()
                    .noneMatch(action -> action.getKind().startsWith("source")));
            assertTrue(actions(editor, recipe, unknown, "refactor").isEmpty());
            CodeAction all = actions(editor, recipe, unknown, "source.fixAll").getFirst();
            assertEquals("source.fixAll.mlrecipe", all.getKind());
            apply(recipe, all);
            recipe.seesNo("unknown-key");
        }
    }

    @Test
    void findingsNameTheirPageAndItIsThere() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE.replace("nbits: 4", "nbit: 4"));
            Diagnostic unknown = recipe.sees("unknown-key");
            Path page = DocumentUri.of(unknown.getCodeDescription().getHref()).path().orElseThrow();
            editor.see("the page", () -> Files.exists(page), there -> there);
            assertTrue(Files.readString(page).startsWith("# unknown-key") || Files.readString(page).contains("unknown-key"));
        }
    }

    @Test
    void pagesCanBeElsewhere() throws Exception {
        try (Editor editor = Editor.in(folder, new Editor.Setup().options("{\"docsBase\": \"https://example.org/d\"}"))) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE.replace("nbits: 4", "nbit: 4"));
            assertEquals(
                    "https://example.org/d/unknown-key.md",
                    recipe.sees("unknown-key").getCodeDescription().getHref());
        }
    }

    @Test
    void outlineFoldsLinksLensesHintsAndSelections() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE + "op_type_configs:\n  linear: {nbits: 8}\n");
            TextDocumentService server = editor.server().getTextDocumentService();
            editor.see(
                    "lenses",
                    () -> lenses(editor, recipe),
                    lenses -> lenses.stream().anyMatch(lens -> lens.getCommand().getCommand().equals(Commands.COMPRESS)));
            assertTrue(Editor.await(server.documentSymbol(new DocumentSymbolParams(recipe.id()))).stream()
                    .anyMatch(symbol -> symbol.getRight().getName().equals("global_config")));
            assertFalse(Editor.await(server.foldingRange(new FoldingRangeRequestParams(recipe.id()))).isEmpty());
            List<DocumentLink> links = Editor.await(server.documentLink(new DocumentLinkParams(recipe.id())));
            assertEquals(
                    folder.resolve("Net.mlpackage").toRealPath(),
                    DocumentUri.of(links.getFirst().getTarget()).path().orElseThrow());
            List<InlayHint> hints = Editor.await(server.inlayHint(new InlayHintParams(recipe.id(), ALL)));
            assertFalse(hints.isEmpty());
            SelectionRange innermost = Editor.await(server.selectionRange(
                            new SelectionRangeParams(recipe.id(), List.of(recipe.at("nbits: |4")))))
                    .getFirst();
            assertTrue(innermost.getParent() != null);
        }
    }

    private static List<? extends CodeLens> lenses(Editor editor, Document recipe) {
        try {
            return Editor.await(editor.server().getTextDocumentService().codeLens(new CodeLensParams(recipe.id())));
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void anAliasLeadsToItsAnchorAndBothAreRenamed() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", ANCHORED);
            TextDocumentService server = editor.server().getTextDocumentService();
            Position alias = recipe.at("*ba|se");
            List<? extends Location> targets =
                    Editor.await(server.definition(new DefinitionParams(recipe.id(), alias))).getLeft();
            assertEquals(3, targets.getFirst().getRange().getStart().getLine());
            assertEquals(
                    2,
                    Editor.await(server.references(new ReferenceParams(recipe.id(), alias, new ReferenceContext(true))))
                            .size());
            assertEquals(
                    2,
                    Editor.await(server.rename(new RenameParams(recipe.id(), alias, "common")))
                            .getChanges()
                            .get(recipe.uri())
                            .size());
            ExecutionException refused = assertThrows(
                    ExecutionException.class,
                    () -> Editor.await(server.rename(new RenameParams(recipe.id(), alias, "not a name"))));
            assertTrue(refused.getMessage().contains("an anchor's name"), refused.getMessage());
        }
    }

    @Test
    void theReportOpensInABrowser() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            openReport(editor, recipe);
            String shown = editor.see("a page", () -> editor.screen().shown(), pages -> !pages.isEmpty()).getFirst();
            Path page = DocumentUri.of(shown).path().orElseThrow();
            assertTrue(page.startsWith(folder.resolve(".cache")));
            assertTrue(Files.readString(page).contains("<html"));
        }
    }

    @Test
    void aRuleLeadsToItsRowOfTheReport() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            editor.see("lenses", () -> lenses(editor, recipe), lenses -> !lenses.isEmpty());
            Location row = Editor.await(editor.server()
                            .getTextDocumentService()
                            .definition(new DefinitionParams(recipe.id(), recipe.at("global_|config"))))
                    .getLeft()
                    .getFirst();
            Path page = DocumentUri.of(row.getUri()).path().orElseThrow();
            String line = Files.readAllLines(page).get(row.getRange().getStart().getLine());
            assertTrue(line.contains("linear_0.weight") || line.contains(".weight</td><td>linear"), line);
        }
    }

    @Test
    void aClientThatShowsNothingIsToldWhereTheReportIs() throws Exception {
        try (Editor editor = Editor.in(folder, new Editor.Setup().withoutShowDocument())) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            openReport(editor, recipe);
            editor.see("a message", () -> editor.screen().messages().toString(), all -> all.contains(".html"));
        }
    }

    /** Once the model is read there is something to report. */
    private static void openReport(Editor editor, Document recipe) throws Exception {
        editor.see("lenses", () -> lenses(editor, recipe), lenses -> !lenses.isEmpty());
        Editor.await(editor.server()
                .getWorkspaceService()
                .executeCommand(new ExecuteCommandParams(Commands.OPEN_REPORT, List.of(recipe.uri()))));
    }

    @Test
    void exportsBesideTheRecipeAndNeverOverOtherFiles() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            export(editor, recipe);
            Path script = folder.resolve("a-coremltools/compress.py");
            editor.see("a message", () -> editor.screen().messages().toString(), all -> all.contains("exported to"));
            assertTrue(Files.readString(script).contains("coremltools"));
            Files.writeString(script, "mine");
            export(editor, recipe);
            editor.see("a message", () -> editor.screen().messages().toString(), all -> all.contains("not exported"));
            assertEquals("mine", Files.readString(script));
        }
    }

    /** The script looks from where it really lies. */
    @Test
    void anExportBelowALinkFindsTheModel() throws Exception {
        Path real = Files.createDirectories(folder.resolve("far/below"));
        Models.put(real, "Net.mlpackage");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        try (Editor editor = Editor.in(link)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            export(editor, recipe);
            editor.see("a message", () -> editor.screen().messages().toString(), all -> all.contains("exported to"));
            String script = Files.readString(real.resolve("a-coremltools/compress.py"));
            assertTrue(script.contains("HERE / \"../Net.mlpackage\""), script);
        }
    }

    private static void export(Editor editor, Document recipe) throws Exception {
        Editor.await(editor.server()
                .getWorkspaceService()
                .executeCommand(new ExecuteCommandParams(Commands.EXPORT, List.of(recipe.uri()))));
    }

    @Test
    void theCacheCanBeCleared() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            recipe.save();
            recipe.sees("layer-result");
            editor.see("the end", () -> editor.screen().progress().toString(), all -> all.contains("\"done\""));
            Editor.await(editor.server()
                    .getWorkspaceService()
                    .executeCommand(new ExecuteCommandParams(Commands.CLEAR_CACHE, List.of())));
            editor.see("a message", () -> editor.screen().messages().toString(), all -> all.contains("is empty"));
            try (var files = Files.walk(folder.resolve(".cache"))) {
                assertTrue(files.noneMatch(file ->
                        file.toString().endsWith(".weight") || file.toString().endsWith(".results")));
            }
        }
    }
}
