package dev.mlrecipe.imports;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Scripts and configurations as people write them, with their recipes beside them. */
final class Corpus {
    static final Path FOLDER = Path.of(System.getProperty("mlrecipe.root"), "server/src/test/resources/imports");
    static final RecipeParser PARSER = new RecipeParser(Techniques.builtIn().all(), Availability.load());

    private Corpus() {}

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().matches(".*\\.(py|ipynb|ya?ml|json)"))
                    .sorted()
                    .toList();
        }
    }

    static List<ImportedRecipe> recipes(Path file) throws IOException {
        return recipes(file.getFileName().toString(), Files.readString(file));
    }

    static List<ImportedRecipe> recipes(String fileName, String content) {
        return new Importer(PARSER).recipes(List.of(source(fileName, content)));
    }

    static ImportSource source(String fileName, String content) {
        return new ImportSource(fileName, Text.of(content), Corpus::read, UnaryOperator.identity());
    }

    private static Optional<String> read(String path) {
        try {
            return Optional.of(Files.readString(FOLDER.resolve(path)));
        } catch (IOException missing) {
            return Optional.empty();
        }
    }
}
