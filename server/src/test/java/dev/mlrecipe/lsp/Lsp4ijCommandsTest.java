package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import dev.mlrecipe.text.Text;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.CodeLensParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.junit.jupiter.api.Test;

/** What the client in JetBrains IDEs offers at lenses and behind Alt+Enter: runs, variants, scripts. */
class Lsp4ijCommandsTest extends Lsp4ijClient {
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
            List<Command> commands = recipe.commands(new Position(0, 0));
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
            Command offered = recipe.commands(new Position(0, 0)).stream()
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
            assertTrue(recipe.commands(new Position(1, 0)).stream()
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
                                () -> recipe.commands(new Position(3, 0)).stream()
                                        .filter(command -> command.getCommand().equals(Commands.CANCEL))
                                        .findFirst(),
                                Optional::isPresent)
                        .get();
                Editor.await(editor.server()
                        .getWorkspaceService()
                        .executeCommand(new ExecuteCommandParams(cancel.getCommand(), cancel.getArguments())));
                recipe.sees("run-cancelled");
            }
            editor.see("nothing to cancel", () -> recipe.commands(new Position(3, 0)), offered -> offered.stream()
                    .noneMatch(command -> command.getCommand().equals(Commands.CANCEL)));
        }
    }

    @Test
    void quickFixesAreFixesAndOtherLinesHaveOnlyWhatIsOftenWanted() throws Exception {
        try (Editor editor = start()) {
            Synchronizer recipe = new Synchronizer(editor, "a.mlrecipe.yaml", Models.RECIPE).open();
            editor.see("what is often wanted", () -> recipe.commands(new Position(2, 0)), offered -> offered.stream()
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
}
