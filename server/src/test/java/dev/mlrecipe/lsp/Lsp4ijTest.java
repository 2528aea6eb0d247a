package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.eclipse.lsp4j.CodeLensParams;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DiagnosticRelatedInformation;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.FileChangeType;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.Range;
import org.junit.jupiter.api.Test;

/** Messages of the client in JetBrains IDEs, in whatever order they come, and what it shows. */
class Lsp4ijTest extends Lsp4ijClient {
    @Test
    void editsThatOvertakeEachOtherAreAppliedInTheOrderInWhichTheyWereMade() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", Models.RECIPE).open();
            for (int round = 0; round < 50; round++) {
                List<DidChangeTextDocumentParams> edits = new ArrayList<>();
                for (int i = 0; i < 1 + random.nextInt(6); i++) {
                    int start = random.nextInt(recipe.text.length() + 1);
                    int end = Math.min(recipe.text.length(), start + random.nextInt(3));
                    String fresh = List.of("x", "\n", "- ", "nbits: 4\n", "").get(random.nextInt(5));
                    edits.add(recipe.edit(start, end, fresh));
                }
                Collections.shuffle(edits, random);
                edits.forEach(recipe::send);
                Text own = Text.of(recipe.text.toString());
                assertEquals(Document.position(own, own.length()), recipe.end());
            }
            recipe.send(recipe.edit(0, recipe.text.length(), "target: iOS99\n"));
            recipe.sees("invalid-value");
        }
    }

    @Test
    void anEditThatOvertakesTheOpening() throws Exception {
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", "target: iOS18\n");
            DidOpenTextDocumentParams opening = recipe.opening();
            recipe.send(recipe.edit(11, 13, "99"));
            recipe.server().didOpen(opening);
            recipe.sees("invalid-value");
        }
    }

    @Test
    void ofTwoEditsThatAreOnTheirWayTheSecondOvertakesTheOpening() throws Exception {
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", "target: iOS18\n");
            DidOpenTextDocumentParams opening = recipe.opening();
            DidChangeTextDocumentParams first = recipe.edit(11, 13, "9");
            recipe.send(recipe.edit(11, 11, "9"));
            recipe.server().didOpen(opening);
            recipe.send(first);
            recipe.sees("invalid-value", shown -> shown.toString().contains("iOS99"));
        }
    }

    /** LSP4IJ sends the last edit together with the word that the file is closed. */
    @Test
    void anEditThatComesAfterTheEndIsNotOneOfTheNextTime() throws Exception {
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", "target: iOS18\n").open();
            recipe.send(recipe.append("# more\n"));
            DidChangeTextDocumentParams last = recipe.append("# last\n");
            recipe.server().didClose(new DidCloseTextDocumentParams(recipe.id));
            recipe.send(last);
            Synchronizer again = new Synchronizer(editor, "a.mlrecipe.yaml", "target: iOS99\n").open();
            again.sees("invalid-value");
            Thread.sleep(1200);
            assertEquals(new Position(1, 0), again.end());
        }
    }

    @Test
    void anEditThatIsLostKeepsNothingUp() throws Exception {
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", "target: iOS18\n").open();
            DidChangeTextDocumentParams lost = recipe.append("# lost\n");
            recipe.send(recipe.edit(0, recipe.text.length(), "target: iOS99\n"));
            recipe.sees("invalid-value");
            recipe.send(lost);
            recipe.send(recipe.edit(0, 1000, "target: iOS98\n"));
            recipe.sees("the newest", shown -> shown.toString().contains("iOS98"));
        }
    }

    /** Whatever order messages come in, in the end is shown what a server shows that has seen nothing else. */
    @Test
    void anAfternoonOfTyping() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "  nbit: 4\n", "\n", "op_name_configs:\n", "  \"conv*\": null\n", "x", " ", "#", ":", "- ", "");
        try (ScheduledExecutorService pool = Executors.newScheduledThreadPool(8);
                Editor editor = startScattered(random, pool)) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", Models.RECIPE).open();
            for (int round = 0; round < 200; round++) {
                List<ThrowingTask> tasks = new ArrayList<>();
                for (int i = 0; i < random.nextInt(4); i++) {
                    int start = random.nextInt(recipe.text.length() + 1);
                    int most = recipe.text.length() > 600 ? 60 : 6;
                    int end = Math.min(recipe.text.length(), start + random.nextInt(most));
                    String fresh = pieces.get(random.nextInt(pieces.size()));
                    DidChangeTextDocumentParams edit = recipe.edit(start, end, fresh);
                    tasks.add(() -> recipe.send(edit));
                }
                Position at = new Position(random.nextInt(10), random.nextInt(20));
                switch (random.nextInt(5)) {
                    case 0 -> tasks.add(recipe::save);
                    case 1 -> tasks.add(() -> recipe.server().codeLens(new CodeLensParams(recipe.id)));
                    case 2 -> tasks.add(() -> recipe.server().hover(new HoverParams(recipe.id, at)).cancel(true));
                    case 3 -> tasks.add(() -> recipe.commands(at));
                    default -> tasks.add(() -> recipe.server().completion(new CompletionParams(recipe.id, at)));
                }
                Collections.shuffle(tasks, random);
                for (ThrowingTask task : tasks) {
                    task.run();
                }
            }
            recipe.send(recipe.append("# the end\n"));
            try (Editor other = start()) {
                Synchronizer fresh = new Synchronizer(other, "b.mlrecipe.yaml", recipe.text.toString()).open();
                editor.see(
                        "what a fresh server shows",
                        () -> facts(recipe),
                        seen -> seen != null && seen.equals(facts(fresh)));
            }
        }
    }

    /** From the first message to the last, each on a thread of its own. */
    @Test
    void aSessionOfScatteredMessages() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (ScheduledExecutorService pool = Executors.newScheduledThreadPool(8);
                Editor editor = startScattered(random, pool)) {
            String wrong = Models.RECIPE.replace("nbits", "nbit");
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", wrong).open();
            recipe.sees("unknown-key");
            int at = recipe.text.indexOf("nbit:") + 4;
            for (String letter : List.of("x", "", "s")) {
                recipe.send(recipe.edit(at, at + (letter.isEmpty() ? 1 : 0), letter));
            }
            recipe.save();
            recipe.sees("results", shown -> shown.stream().anyMatch(Document.has("rule-result")));
            Path manifest = folder.resolve("out/Net.mlpackage/Manifest.json");
            editor.see("the output", () -> Files.exists(manifest), done -> done);
            editor.see("three results of layers", recipe::shown, shown -> shown.stream()
                            .filter(Document.has("layer-result"))
                            .filter(d -> !d.getMessage().getLeft().endsWith("planned"))
                            .count() == 3);
        }
    }

    private interface ThrowingTask {
        void run() throws Exception;
    }

    /** What is shown, without results of runs and what differs by file and version. */
    private static List<String> facts(Synchronizer recipe) {
        List<Diagnostic> shown = recipe.shown();
        return shown == null
                ? null
                : shown.stream()
                        .filter(Document.has("rule-result").or(Document.has("layer-result")).negate())
                        .map(d -> d.getRange() + d.getMessage().getLeft() + d.getSeverity())
                        .sorted()
                        .toList();
    }

    @Test
    void nothingIsPublishedWhileSomeoneTypes() throws Exception {
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", Models.RECIPE).open();
            recipe.sees("nothing", List::isEmpty);
            int before = recipe.published().size();
            long begun = System.nanoTime();
            for (char letter : "  typo: 1".toCharArray()) {
                recipe.send(recipe.append(String.valueOf(letter)));
                Thread.sleep(20);
            }
            List<PublishDiagnosticsParams> meanwhile = recipe.published();
            // On a machine that stands still for a moment the pause between two letters may be a long one.
            if (System.nanoTime() - begun < 300_000_000L) {
                assertEquals(before, meanwhile.size());
            }
            recipe.sees("unknown-key");
        }
    }

    /** LSP4IJ may have dropped what it was sent for the version before. */
    @Test
    void everyVersionHasItsDiagnosticsAndNoTwoAreTheSame() throws Exception {
        try (Editor editor = start()) {
            String wrong = Models.RECIPE.replace("iOS18", "iOS99");
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", wrong).open();
            recipe.sees("invalid-value");
            List<Diagnostic> first = recipe.shown();
            recipe.send(recipe.append("# more\n"));
            recipe.sees("invalid-value");
            assertNotEquals(first, recipe.shown());
            recipe.send(recipe.edit(0, recipe.text.length(), Models.RECIPE));
            recipe.sees("nothing", List::isEmpty);
            recipe.send(recipe.append("# still\n"));
            recipe.sees("nothing", List::isEmpty);
        }
    }

    @Test
    void relatedPlacesAreHtmlAndMessagesMarkdown() {
        Diagnostic diagnostic = new Diagnostic(new Range(), "a <b>");
        diagnostic.setRelatedInformation(new ArrayList<>(List.of(
                new DiagnosticRelatedInformation(new Location(), "<a href=\"http://x\">conv</a> & [2]"))));
        Lsp4ij.adapt(diagnostic, 7);
        assertEquals("a <b>", diagnostic.getMessage().getLeft());
        assertEquals(
                "&lt;a href=\"http://x\"&gt;conv&lt;/a&gt; &amp; [2]",
                diagnostic.getRelatedInformation().getFirst().getMessage());
        assertEquals("{\"version\":7}", diagnostic.getData().toString());
        assertEquals("mlrecipe: \\[x\\](y) \\<b\\> a\\_b C:\\\\d", Lsp4ij.markdown("mlrecipe: [x](y) <b> a_b C:\\d"));
    }

    /** A save in IntelliJ is also an event of the file, and what a run writes comes as events afterwards. */
    @Test
    void aSaveRunsOnceWhateverEventsFollow() throws Exception {
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", Models.RECIPE).open();
            recipe.send(recipe.append("# saved\n"));
            recipe.save();
            recipe.save();
            recipe.sees("rule-result");
            Path output = folder.resolve("out/Net.mlpackage");
            editor.see("the output", () -> Files.exists(output.resolve("Manifest.json")), written -> written);
            recipe.changed(output, FileChangeType.Created);
            recipe.changed(output.resolve("Manifest.json"), FileChangeType.Created);
            recipe.changed(Models.weights(output), FileChangeType.Created);
            recipe.save();
            recipe.send(recipe.append("# not saved\n"));
            recipe.sees("rule-result");
            assertEquals(1, editor.screen().tokens().size(), editor.screen().tokens().toString());
        }
    }

    @Test
    void aSaveThatOvertakesItsLastEditRunsWhatWasSaved() throws Exception {
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", Models.RECIPE).open();
            recipe.sees("nothing", List::isEmpty);
            int at = recipe.text.indexOf("nbits: 4") + 7;
            DidChangeTextDocumentParams last = recipe.edit(at, at + 1, "2");
            recipe.save();
            recipe.send(last);
            recipe.sees("results of 2 bits", shown -> shown.stream()
                    .anyMatch(d -> Document.has("layer-result").test(d) && d.getMessage().getLeft().contains("2-bit")));
        }
    }

    /** A renamed file is closed and opened under its new name; only then come the events. */
    @Test
    void aRenamedRecipeIsAnotherOne() throws Exception {
        try (Editor editor = start()) {
            Synchronizer old = new Synchronizer(editor, "a.mlrecipe.yaml", "target: iOS99\n").open();
            old.sees("invalid-value");
            old.server().didClose(new DidCloseTextDocumentParams(old.id));
            Files.delete(old.file);
            Synchronizer renamed = new Synchronizer(editor, "b.mlrecipe.yaml", "target: iOS99\n").open();
            renamed.changed(renamed.file, FileChangeType.Created);
            renamed.changed(old.file, FileChangeType.Deleted);
            renamed.sees("invalid-value");
            editor.see("nothing under the old name", () -> editor.screen().diagnostics(old.id.getUri()), List::isEmpty);
        }
    }

    @Test
    void messagesAreOneLineEach() throws Exception {
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(
                            editor,
                            "a.mlrecipe.yaml",
                            Models.RECIPE + "  nbit: 3\nop_name_configs:\n  nothing: {nbits: 5}\n")
                    .open();
            recipe.sees("unknown-key");
            Synchronizer fine = new Synchronizer(editor, "b.mlrecipe.yaml", Models.RECIPE.replace("out/", "b/")).open();
            fine.save();
            fine.sees("rule-result");
            List<String> texts = new ArrayList<>();
            List<Diagnostic> all = Stream.of(recipe.shown(), fine.shown()).flatMap(List::stream).toList();
            for (Diagnostic diagnostic : all) {
                texts.add(diagnostic.getMessage().getLeft());
                if (diagnostic.getRelatedInformation() != null) {
                    diagnostic.getRelatedInformation().forEach(related -> texts.add(related.getMessage()));
                }
            }
            assertTrue(texts.size() > 5);
            texts.forEach(text -> assertFalse(text.contains("\n"), text));
        }
    }
}
