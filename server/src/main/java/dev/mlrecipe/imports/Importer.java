package dev.mlrecipe.imports;

import dev.mlrecipe.recipe.RecipeParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Recipes from what people have: Python scripts and notebooks around coremltools, its configurations as YAML or JSON, and those of
 * coremltools.optimize.torch and coreai-opt. Nothing is run, and any text gives a result. Pure.
 */
public final class Importer {
    private final RecipeParser parser;

    /** @param parser knows the words of recipes, and other tools' configurations */
    public Importer(RecipeParser parser) {
        this.parser = parser;
    }

    /**
     * The recipes of some files: of every script what it makes, and of all configurations one recipe with a step for
     * each, in their order.
     */
    public List<ImportedRecipe> recipes(List<ImportSource> sources) {
        List<ImportedRecipe> recipes = new ArrayList<>();
        List<ImportSource> configurations = new ArrayList<>();
        for (ImportSource source : sources) {
            if (isScript(source.fileName())) {
                recipes.addAll(new ScriptImport(script(source), parser).recipes());
            } else {
                configurations.add(source);
            }
        }
        if (!configurations.isEmpty()) {
            recipes.add(new ConfigurationImport(configurations, parser).recipe());
        }
        return recipes;
    }

    /** A file with its script: of a notebook, the cells with code. */
    static ImportSource script(ImportSource source) {
        return isNotebook(source.fileName()) ? Notebook.script(source) : source;
    }

    /** Files in the groups that make recipes: every script alone, all configurations together. */
    public static List<List<Path>> together(List<Path> files) {
        List<List<Path>> groups = new ArrayList<>();
        List<Path> configurations = new ArrayList<>();
        for (Path file : files) {
            if (isScript(file.toString())) {
                groups.add(List.of(file));
            } else {
                configurations.add(file);
            }
        }
        if (!configurations.isEmpty()) {
            groups.add(configurations);
        }
        return groups;
    }

    private static boolean isScript(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return name.endsWith(".py") || name.endsWith(".pyw") || isNotebook(fileName);
    }

    private static boolean isNotebook(String fileName) {
        return fileName.toLowerCase(Locale.ROOT).endsWith(".ipynb");
    }
}
