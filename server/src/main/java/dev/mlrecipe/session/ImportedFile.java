package dev.mlrecipe.session;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.imports.ImportSource;
import dev.mlrecipe.imports.ImportedRecipe;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Files to import: what is read of them, and where their recipes belong. */
public final class ImportedFile {
    /** More than any script or configuration has that a person wrote. */
    private static final long MOST_BYTES = 2_000_000;

    /** Of a notebook, whose pictures are of no interest. */
    private static final long MOST_NOTEBOOK_BYTES = 50_000_000;

    private ImportedFile() {}

    /**
     * A file as the importer gets it. Files that it names are read only if they lie in its folder or below, whatever links
     * there are.
     *
     * @param recipes the folder of the recipes, from which they name models
     * @throws InputException if it cannot be read
     */
    public static ImportSource source(Path file, Path recipes) throws InputException {
        Path folder = RealPaths.real(file).getParent();
        Path from = RealPaths.real(recipes);
        return new ImportSource(
                file.getFileName().toString(),
                Text.of(read(file)),
                path -> within(folder, path),
                path -> seenFrom(from, folder, path));
    }

    private static String read(Path file) throws InputException {
        try {
            if (!Files.isRegularFile(file)) {
                throw new InputException(file + ": " + (Files.exists(file) ? "not a file" : "does not exist"));
            }
            boolean notebook = file.toString().toLowerCase(Locale.ROOT).endsWith(".ipynb");
            long most = notebook ? MOST_NOTEBOOK_BYTES : MOST_BYTES;
            if (Files.size(file) > most) {
                throw new InputException(
                        file + ": " + Files.size(file) + " bytes; only files of up to " + most + " bytes are imported");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (InputException expected) {
            throw expected;
        } catch (IOException problem) {
            throw new InputException(file + ": cannot be read: " + FileProblems.describe(problem), problem);
        }
    }

    private static Optional<String> within(Path folder, String path) {
        try {
            Path real = folder.resolve(path).toRealPath();
            return real.startsWith(folder) && Files.isRegularFile(real) && Files.size(real) <= MOST_BYTES
                    ? Optional.of(new String(Files.readAllBytes(real), StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IOException | InvalidPathException unreadable) {
            return Optional.empty();
        }
    }

    private static String seenFrom(Path recipes, Path folder, String path) {
        try {
            Path there = folder.resolve(path).normalize();
            if (path.startsWith("~") || Path.of(path).isAbsolute() || !there.getRoot().equals(recipes.getRoot())) {
                return path;
            }
            return RecipePaths.seenFrom(recipes, there);
        } catch (InvalidPathException asItIs) {
            return path;
        }
    }

    /**
     * Where a recipe goes.
     *
     * @param base where it would go if it were the only one
     * @param several whether there are more of this file
     */
    public static Path recipe(Path base, ImportedRecipe recipe, boolean several) {
        return several ? base.resolveSibling(stem(base) + "-" + recipe.name() + ".mlrecipe.yaml") : base;
    }

    /** The only recipe of a file, beside it. */
    public static Path beside(Path file) {
        return file.resolveSibling(stem(file) + ".mlrecipe.yaml");
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("(?i)(\\.mlrecipe)?\\.(ya?ml|json|pyw?|ipynb)$", "");
    }
}
