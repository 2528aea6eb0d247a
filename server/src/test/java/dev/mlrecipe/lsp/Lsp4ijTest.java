package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import dev.mlrecipe.testing.Repository;
import dev.mlrecipe.text.Text;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.CodeLensParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DiagnosticRelatedInformation;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.FileChangeType;
import org.eclipse.lsp4j.FileEvent;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.SelectionRange;
import org.eclipse.lsp4j.SelectionRangeParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client in JetBrains IDEs, with its capabilities and its order of messages: every message is written from a thread
 * of a pool, a save is any change of the file on disk, versions of a document start at 1 and have no gap.
 */
class Lsp4ijTest {
    private static final int MOST_DELAY_MILLIS = 25;
    private static final String OPTIONS = "{\"trusted\": true, \"autoSave\": true, \"profile\": \"intellij\"}";

    @TempDir
    private Path folder;

    @BeforeEach
    void putModel() throws Exception {
        Models.put(folder, "Net.mlpackage");
    }

    private static Editor.Setup setup() throws Exception {
        String capabilities = Files.readString(Repository.path("server/src/test/resources/lsp4ij/capabilities.json"));
        return new Editor.Setup().options(OPTIONS).capabilities(capabilities);
    }

    /** With messages in the order in which a test sends them. */
    private Editor start() throws Exception {
        return Editor.in(folder, setup());
    }

    /** With messages of both sides handed to a pool of threads, each of which takes its time. */
    private Editor startScattered(Random random, ScheduledExecutorService pool) throws Exception {
        return Editor.in(folder, setup().messages(consumer -> message -> {
            long delay = random.nextInt(MOST_DELAY_MILLIS);
            pool.schedule(() -> consumer.consume(message), delay, TimeUnit.MILLISECONDS);
        }));
    }

    /** A file as LSP4IJ synchronizes it. */
    private final class Synchronizer {
        private final Editor editor;
        private final Path file;
        private final TextDocumentIdentifier id;
        private StringBuilder text;
        private int version = 1;

        Synchronizer(Editor editor, String name, String text) throws Exception {
            this.editor = editor;
            this.file = Files.writeString(folder.resolve(name), text);
            this.id = new TextDocumentIdentifier(DocumentUri.of(file));
            this.text = new StringBuilder(text);
        }

        private TextDocumentService server() {
            return editor.server().getTextDocumentService();
        }

        DidOpenTextDocumentParams opening() {
            return new DidOpenTextDocumentParams(new TextDocumentItem(id.getUri(), "mlrecipe", 1, text.toString()));
        }

        Synchronizer open() {
            server().didOpen(opening());
            return this;
        }

        /** An edit that is not sent yet. */
        DidChangeTextDocumentParams edit(int start, int end, String fresh) {
            Text before = Text.of(text.toString());
            Range range = new Range(Document.position(before, start), Document.position(before, end));
            text.replace(start, end, fresh);
            return new DidChangeTextDocumentParams(
                    new VersionedTextDocumentIdentifier(id.getUri(), ++version),
                    List.of(new TextDocumentContentChangeEvent(range, fresh)));
        }

        DidChangeTextDocumentParams append(String more) {
            return edit(text.length(), text.length(), more);
        }

        void send(DidChangeTextDocumentParams edit) {
            server().didChange(edit);
        }

        /** The IDE saves, for whatever reason. */
        void save() throws Exception {
            Files.writeString(file, text);
            server().didSave(new DidSaveTextDocumentParams(id));
            changed(file, FileChangeType.Changed);
        }

        void changed(Path path, FileChangeType type) {
            editor.server().getWorkspaceService().didChangeWatchedFiles(
                    new DidChangeWatchedFilesParams(List.of(new FileEvent(DocumentUri.of(path), type))));
        }

        List<PublishDiagnosticsParams> published() {
            return editor.screen().allPublications().stream()
                    .filter(publication -> publication.getUri().equals(id.getUri()))
                    .toList();
        }

        /** What LSP4IJ shows: diagnostics of another version than its own are dropped. */
        List<Diagnostic> shown() {
            return published().stream()
                    .filter(publication -> publication.getVersion() == null || publication.getVersion() == version)
                    .reduce((first, second) -> second)
                    .map(PublishDiagnosticsParams::getDiagnostics)
                    .orElse(null);
        }

        void sees(String what, Predicate<List<Diagnostic>> wanted) {
            editor.see(what, this::shown, shown -> shown != null && wanted.test(shown));
        }

        void sees(String code) {
            sees(code, shown -> shown.stream().anyMatch(Document.has(code)));
        }

        /** Where the server believes the end to be. */
        Position end() throws Exception {
            SelectionRange range = Editor.await(server()
                            .selectionRange(new SelectionRangeParams(id, List.of(new Position(0, 0)))))
                    .getFirst();
            while (range.getParent() != null) {
                range = range.getParent();
            }
            return range.getRange().getEnd();
        }
    }

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
                    case 3 -> tasks.add(() -> commands(recipe, at));
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

    /** LSP4IJ has no menu for commands of servers: each about a recipe must be behind a lens or Alt+Enter. */
    @Test
    void everyCommandAboutARecipeCanBeReached() throws Exception {
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", Models.RECIPE).open();
            recipe.save();
            recipe.sees("rule-result");
            Set<String> reached = new TreeSet<>();
            for (var lens : Editor.await(recipe.server().codeLens(new CodeLensParams(recipe.id)))) {
                // Without a command it is a text that nobody can click on.
                reached.add(lens.getCommand().getCommand());
            }
            assertTrue(reached.containsAll(Set.of(Commands.COMPRESS, Commands.OPEN_REPORT)), reached.toString());
            List<Command> commands = commands(recipe, new Position(0, 0));
            commands.forEach(command -> reached.add(command.getCommand()));
            // Commands.CANCEL only while something runs; the next test reaches it.
            assertTrue(reached.containsAll(Set.of(Commands.EXPORT, Commands.CLEAR_CACHE)), reached.toString());
            for (Command command : commands) {
                Editor.await(editor.server()
                        .getWorkspaceService()
                        .executeCommand(new ExecuteCommandParams(command.getCommand(), command.getArguments())));
            }
            editor.see("the page", () -> editor.screen().shown(), pages -> !pages.isEmpty());
            Path script = folder.resolve("a-coremltools/compress.py");
            editor.see("the export", () -> Files.exists(script), written -> written);
            editor.see("it", () -> editor.screen().messages().toString(), said -> said.contains("cache is empty"));
        }
    }

    /** A click sends the command of the lens as it came. */
    @Test
    void aVariantHasALensOfItsOwnWhichMakesItAlone() throws Exception {
        String variants = Models.RECIPE + "variants:\n  four: {}\n  six:\n    global_config: {nbits: 6}\n";
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", variants).open();
            List<Command> lenses = editor.see(
                    "a lens for each", () -> ofVariants(recipe), of -> of.size() == 2);
            assertEquals(
                    List.of("four", "six"),
                    lenses.stream().map(lens -> ((JsonPrimitive) lens.getArguments().get(1)).getAsString()).toList());
            for (Command lens : lenses) {
                assertEquals(Commands.COMPRESS, lens.getCommand());
                assertTrue(lens.getTitle().startsWith("planned: "), lens.getTitle());
            }
            Command six = lenses.get(1);
            Editor.await(editor.server()
                    .getWorkspaceService()
                    .executeCommand(new ExecuteCommandParams(six.getCommand(), six.getArguments())));
            Path output = folder.resolve("out/Net-six.mlpackage/Manifest.json");
            editor.see("its output", () -> Files.exists(output), written -> written);
            recipe.sees("its result", shown ->
                    shown.stream().filter(Document.has("rule-result")).count() == 1);
            editor.see("what it has become", () -> ofVariants(recipe), after -> after.size() >= 2
                    && after.getFirst().getTitle().startsWith("planned: ")
                    && !after.get(1).getTitle().startsWith("planned: "));
            assertFalse(Files.exists(folder.resolve("out/Net-four.mlpackage")));
            assertFalse(Files.exists(folder.resolve("out/Net.mlpackage")));
        }
    }

    /** Of the lenses at the names of variants those that compress, in the order of the text. */
    private static List<Command> ofVariants(Synchronizer recipe) {
        int first = Document.position(Text.of(recipe.text.toString()), recipe.text.indexOf("variants:")).getLine();
        return recipe.server().codeLens(new CodeLensParams(recipe.id)).join().stream()
                .filter(lens -> lens.getRange().getStart().getLine() > first)
                .map(lens -> lens.getCommand())
                .filter(command -> command.getCommand().equals(Commands.COMPRESS))
                .toList();
    }

    @Test
    void aScriptBesideARecipeBecomesRecipes() throws Exception {
        Files.writeString(
                folder.resolve("compress.py"),
                """
                import coremltools as ct
                import coremltools.optimize.coreml as cto
                model = ct.models.MLModel("Net.mlpackage")
                for nbits in (4, 6):
                    op = cto.OpPalettizerConfig(mode="kmeans", nbits=nbits)
                    cto.palettize_weights(model, cto.OptimizationConfig(op)).save(f"Net_{nbits}.mlpackage")
                """);
        Path taken = Files.writeString(folder.resolve("compress.mlrecipe.yaml"), "mine");
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", "").open();
            Command offered = commands(recipe, new Position(0, 0)).stream()
                    .filter(command -> command.getTitle().equals("New recipes from compress.py"))
                    .findFirst()
                    .orElseThrow();
            Editor.await(editor.server()
                    .getWorkspaceService()
                    .executeCommand(new ExecuteCommandParams(offered.getCommand(), offered.getArguments())));
            Path first = folder.resolve("compress-2.mlrecipe.yaml");
            editor.see("the first", () -> editor.screen().shown(), List.of(DocumentUri.of(first))::equals);
            assertTrue(Files.readString(first).contains("  Net_6:\n"), Files.readString(first));
            assertEquals("mine", Files.readString(taken));
            recipe.send(recipe.append("model: Net.mlpackage\n\n"));
            assertTrue(commands(recipe, new Position(1, 0)).stream()
                    .noneMatch(command -> command.getCommand().equals(offered.getCommand())));
        }
    }

    @Test
    void whatRunsCanBeCancelled() throws Exception {
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", Models.RECIPE).open();
            Path lock = Files.createDirectories(folder.resolve("out")).resolve(".Net.mlpackage.lock");
            try (FileChannel other = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                assertTrue(other.lock().isValid());
                recipe.save();
                Command cancel = editor.see(
                                "that it can be cancelled",
                                () -> commands(recipe, new Position(3, 0)).stream()
                                        .filter(command -> command.getCommand().equals(Commands.CANCEL))
                                        .findFirst(),
                                Optional::isPresent)
                        .get();
                Editor.await(editor.server()
                        .getWorkspaceService()
                        .executeCommand(new ExecuteCommandParams(cancel.getCommand(), cancel.getArguments())));
                recipe.sees("run-cancelled");
            }
            editor.see("nothing to cancel", () -> commands(recipe, new Position(3, 0)), offered -> offered.stream()
                    .noneMatch(command -> command.getCommand().equals(Commands.CANCEL)));
        }
    }

    private static List<Command> commands(Synchronizer recipe, Position at) {
        CodeActionContext intentions = new CodeActionContext(List.of());
        CodeActionParams params = new CodeActionParams(recipe.id, new Range(at, at), intentions);
        return recipe.server().codeAction(params).join().stream()
                .map(action -> action.getRight())
                .map(CodeAction::getCommand)
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    void quickFixesAreFixesAndOtherLinesHaveOnlyWhatIsOftenWanted() throws Exception {
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", Models.RECIPE).open();
            editor.see("what is often wanted", () -> commands(recipe, new Position(2, 0)), offered -> offered.stream()
                    .map(Command::getCommand)
                    .toList()
                    .equals(List.of(Commands.COMPRESS, Commands.OPEN_REPORT)));
            CodeActionContext fixes = new CodeActionContext(List.of());
            fixes.setOnly(List.of("quickfix"));
            Range top = new Range(new Position(0, 0), new Position(0, 0));
            var params = new CodeActionParams(recipe.id, top, fixes);
            assertEquals(List.of(), Editor.await(recipe.server().codeAction(params)));
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
