package dev.mlrecipe.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file of the corpus has its recipes beside it, with the findings of each and their places. With
 * {@code -Dtest.jvm=-Dupdate.docs=true} they are written instead.
 */
class CorpusTest {
    @TestFactory
    Stream<DynamicTest> everyFileHasItsRecipes() throws IOException {
        return Corpus.files().stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            Path expected = file.resolveSibling(file.getFileName() + ".recipes");
            String recipes = described(file);
            if (Boolean.getBoolean("update.docs")) {
                Files.writeString(expected, recipes);
            }
            assertEquals(Files.readString(expected), recipes);
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyNoteIsACommentOfItsRecipe() throws IOException {
        return Corpus.files().stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            for (ImportedRecipe recipe : Corpus.recipes(file)) {
                for (Note note : recipe.notes()) {
                    assertTrue(recipe.text().contains(note.message()), () -> note + " in\n" + recipe.text());
                }
            }
        }));
    }

    private static String described(Path file) throws IOException {
        StringBuilder all = new StringBuilder();
        for (ImportedRecipe recipe : Corpus.recipes(file)) {
            all.append("=== ").append(recipe.name()).append('\n').append(recipe.text());
            Text text = Text.of(recipe.text());
            for (Finding finding : Corpus.PARSER.parse(text).findings()) {
                all.append("--- ")
                        .append(text.line(finding.span().start()) + 1)
                        .append(' ')
                        .append(finding.code())
                        .append(" at ")
                        .append(text.slice(finding.span()))
                        .append('\n');
            }
        }
        return all.toString();
    }
}
