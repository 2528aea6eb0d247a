package dev.mlrecipe.analysis;

import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Part;
import dev.mlrecipe.recipe.Recipe;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a recipe's files are. Arithmetic on paths only: nothing here looks at a disk.
 *
 * @param recipe the file of the recipe
 * @param part which of the recipes of its file it is
 * @param model the model, against the recipe's folder; empty if none is named or the text is no path
 * @param output the output, also where the recipe leaves it to the default; empty without a model
 */
public record RecipePaths(Path recipe, Part part, Optional<Path> model, Optional<Path> output) {

    /** Of the only recipe of its file. */
    public RecipePaths(Path recipe, Optional<Path> model, Optional<Path> output) {
        this(recipe, Part.WHOLE, model, output);
    }

    /** @param recipeFile an absolute path */
    public static RecipePaths of(Path recipeFile, Recipe recipe) {
        Path file = recipeFile.normalize();
        Optional<Path> model = recipe.model().map(Located::value).flatMap(text -> resolve(file, text));
        Optional<Path> output = model.flatMap(path -> recipe.output().isPresent()
                ? given(file, recipe, path)
                : Optional.of(byDefault(file, recipe.part(), path)));
        return new RecipePaths(file, recipe.part(), model, output);
    }

    /** Several models share a folder, unless one has an output of its own. */
    private static Optional<Path> given(Path file, Recipe recipe, Path model) {
        Located<String> output = recipe.output().orElseThrow();
        boolean folder = recipe.part().model().isPresent() && !recipe.part().isOfModel(output.span());
        return resolve(file, output.value()).map(path -> folder ? path.resolve(model.getFileName()) : path);
    }

    private static Path byDefault(Path file, Part part, Path model) {
        String name = baseName(file) + part.suffix();
        return part.model().isPresent()
                ? file.resolveSibling(name).resolve(model.getFileName())
                : file.resolveSibling(name + extension(model));
    }

    /** Whether these are the files of one recipe, although its text may name others now. */
    boolean isOf(RecipePaths other) {
        boolean samePart = part.name().equals(other.part.name());
        // A pattern may find several models of one name.
        boolean sameModel = part.model().isEmpty() || model.equals(other.model);
        return same(recipe, other.recipe) && samePart && sameModel;
    }

    /** A path that the recipe names, against its folder; empty if the text is no path. */
    public Optional<Path> beside(String text) {
        return resolve(recipe, text);
    }

    private static Optional<Path> resolve(Path recipe, String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(recipe.resolveSibling(text).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * A path as files in a folder name it: from there, with slashes whatever the system; as it is where the two are on
     * different drives.
     */
    public static String seenFrom(Path folder, Path path) {
        boolean sameDrive = Objects.equals(folder.getRoot(), path.getRoot());
        Path seen = sameDrive ? folder.relativize(path) : path;
        return seen.toString().replace(path.getFileSystem().getSeparator(), "/");
    }

    /** The recipe's file name without {@code .mlrecipe.yaml}. */
    public static String baseName(Path recipe) {
        return recipe.getFileName().toString().replaceFirst("(?i)(\\.mlrecipe)?\\.ya?ml$", "");
    }

    /** A model's file name without {@code .mlpackage} or {@code .mlmodel}. */
    public static String modelName(String fileName) {
        return fileName.replaceFirst("(?i)\\.(mlpackage|mlmodel)$", "");
    }

    private static String extension(Path model) {
        String name = model.getFileName() == null ? "" : model.getFileName().toString();
        return name.toLowerCase(Locale.ROOT).endsWith(".mlmodel") ? ".mlmodel" : ".mlpackage";
    }

    /** Whether the paths are the same file on a disk that may ignore case and the composition of letters. */
    static boolean same(Path a, Path b) {
        return key(a).equals(key(b));
    }

    /** Whether {@code inner} lies somewhere below {@code outer}. */
    static boolean inside(Path inner, Path outer) {
        String folder = key(outer);
        return key(inner).startsWith(folder.endsWith("/") ? folder : folder + "/");
    }

    private static String key(Path path) {
        String text = path.toString().replace('\\', '/');
        return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
