package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.text.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.FoldingRangeRequestParams;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.SelectionRange;
import org.eclipse.lsp4j.SelectionRangeParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server's text is the editor's text, whatever is typed and asked in between. */
class SynchronizationTest {
    private static final String[] PIECES = {
        "nbits: 4\n", "\r\n", "\n", "x", "  ", "\uD83D\uDE00", "é", "- ", "{", "}", ": ", "*a", "&a ", "\t", "# c\n",
        "config_type: OpPalettizerConfig\n", "global_config:\n  mode: kmeans\n", "\"", "'", "\r"
    };

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void tenThousandRandomEditsWithQuestionsAndSecondThoughts() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Models.put(folder, "Net.mlpackage");
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            List<CompletableFuture<?>> questions = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                edit(recipe, random);
                if (random.nextInt(20) == 0) {
                    CompletableFuture<?> question = ask(editor, recipe, random);
                    if (random.nextBoolean()) {
                        question.cancel(true);
                    } else {
                        questions.add(question);
                    }
                }
                if (i % 500 == 0) {
                    requireSameEnd(editor, recipe);
                }
            }
            for (CompletableFuture<?> question : questions) {
                Editor.await(question);
            }
            requireSameEnd(editor, recipe);
        }
    }

    /** The outermost selection is the whole text, so it tells where the server believes the end to be. */
    private static void requireSameEnd(Editor editor, Document recipe) throws Exception {
        SelectionRange range = Editor.await(editor.server()
                        .getTextDocumentService()
                        .selectionRange(new SelectionRangeParams(recipe.id(), List.of(new Position(0, 0)))))
                .getFirst();
        while (range.getParent() != null) {
            range = range.getParent();
        }
        Text own = Text.of(recipe.text());
        assertEquals(Document.position(own, own.length()), range.getRange().getEnd());
    }

    @Test
    void editsOfEveryKindGiveTheTextOfAStringBuilder() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        StringBuilder plain = new StringBuilder(Models.RECIPE);
        Text text = Text.of(Models.RECIPE);
        for (int i = 0; i < 10_000; i++) {
            int start = random.nextInt(plain.length() + 1);
            int end = Math.min(plain.length(), start + random.nextInt(plain.length() > 3_000 ? 300 : 8));
            if (splitsALineBreak(plain.toString(), start) || splitsALineBreak(plain.toString(), end)) {
                continue;
            }
            String fresh = PIECES[random.nextInt(PIECES.length)];
            Range range = new Range(Document.position(text, start), Document.position(text, end));
            text = DidChange.apply(text, new TextDocumentContentChangeEvent(range, fresh));
            plain.replace(start, end, fresh);
            assertEquals(plain.toString(), text.content());
        }
    }

    /** A text that does not grow without end, with changes of every size and kind. */
    private static void edit(Document recipe, Random random) {
        int length = recipe.text().length();
        int start = random.nextInt(length + 1);
        int end = random.nextInt(3) == 0 ? Math.min(length, start + random.nextInt(length > 3_000 ? 200 : 12)) : start;
        if (splitsAPair(recipe.text(), start) || splitsAPair(recipe.text(), end)) {
            return;
        }
        if (splitsALineBreak(recipe.text(), start) || splitsALineBreak(recipe.text(), end)) {
            return;
        }
        recipe.edit(start, end, length > 4_000 ? "" : PIECES[random.nextInt(PIECES.length)]);
    }

    private static boolean splitsAPair(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at));
    }

    /** No position of the protocol lies there. */
    private static boolean splitsALineBreak(String text, int at) {
        return at > 0 && at < text.length() && text.charAt(at - 1) == '\r' && text.charAt(at) == '\n';
    }

    private static CompletableFuture<?> ask(Editor editor, Document recipe, Random random) {
        Position at = Document.position(Text.of(recipe.text()), random.nextInt(recipe.text().length() + 1));
        var server = editor.server().getTextDocumentService();
        return switch (random.nextInt(4)) {
            case 0 -> server.completion(new CompletionParams(recipe.id(), at));
            case 1 -> server.hover(new HoverParams(recipe.id(), at));
            case 2 -> server.documentSymbol(new DocumentSymbolParams(recipe.id()));
            default -> server.foldingRange(new FoldingRangeRequestParams(recipe.id()));
        };
    }

    @Test
    void columnsCountCodeUnits() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", "# \uD83D\uDE00\n{\"\uD83D\uDE00\": 1, target: iOS99}\n");
            Diagnostic unknown = recipe.sees("invalid-value");
            assertEquals(18, unknown.getRange().getStart().getCharacter());
            recipe.replace("iOS99", "iOS18");
            recipe.seesNo("invalid-value");
        }
    }

    @Test
    void windowsLineBreaks() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", "model: a.mlpackage\r\ntarget: iOS99\r\n");
            assertEquals(1, recipe.sees("invalid-value").getRange().getStart().getLine());
            recipe.replace("iOS99\r\n", "iOS98\r\n\r\n");
            recipe.sees("the new value", shown -> shown.stream()
                    .anyMatch(d -> d.getMessage().getLeft().contains("iOS98")));
        }
    }

    @Test
    void oneMistakeIsPublishedOnceWhileOtherThingsAreTyped() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.openAt("untitled:1", "target: iOS99\n# comment\n");
            recipe.sees("invalid-value");
            int before = editor.screen().publications();
            for (int i = 0; i < 5; i++) {
                recipe.edit(recipe.text().length(), recipe.text().length(), "# more\n");
                Editor.await(editor.server()
                        .getTextDocumentService()
                        .documentSymbol(new DocumentSymbolParams(recipe.id())));
            }
            recipe.edit(0, 0, "# above\n");
            recipe.sees("it further below", shown -> shown.stream()
                    .anyMatch(d -> d.getRange().getStart().getLine() == 1));
            assertTrue(editor.screen().publications() - before <= 2, "published "
                    + (editor.screen().publications() - before) + " times");
        }
    }

    @Test
    void aRecipeOfFiftyThousandLinesIsRefusedClearly() throws Exception {
        StringBuilder text = new StringBuilder(Models.RECIPE).append("op_name_configs:\n");
        for (int i = 0; i < 50_000; i++) {
            text.append("  layer_").append(i).append(": {nbits: 4}\n");
        }
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", text.toString());
            Diagnostic limit = recipe.sees("limit-exceeded");
            assertTrue(limit.getMessage().getLeft().matches(".*\\d.*"), limit.getMessage().getLeft());
            recipe.edit(0, recipe.text().length(), "target: iOS99\n");
            recipe.sees("invalid-value");
        }
    }

    @Test
    void twentyRecipesAtOnce() throws Exception {
        Models.put(folder, "Net.mlpackage");
        try (Editor editor = Editor.in(folder)) {
            List<Document> recipes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                recipes.add(editor.open(
                        "r" + i + ".mlrecipe.yaml",
                        Models.RECIPE.replace("out/Net", "out/Net" + i) + "op_name_configs:\n  no_such: {nbits: 8}\n"));
            }
            for (Document recipe : recipes) {
                recipe.sees("rule-matches-nothing");
            }
            for (Document recipe : recipes) {
                recipe.replace("nbits: 4", "nbit: 4");
            }
            for (Document recipe : recipes) {
                recipe.sees("unknown-key");
                recipe.close();
            }
        }
    }
}
