package dev.mlrecipe.imports;

import dev.mlrecipe.recipe.RecipeParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Configurations as YAML or JSON: one as a recipe of its own text, several as the steps of one. */
final class ConfigurationImport {
    private final List<ImportSource> sources;
    private final RecipeParser parser;

    ConfigurationImport(List<ImportSource> sources, RecipeParser parser) {
        this.sources = sources;
        this.parser = parser;
    }

    ImportedRecipe recipe() {
        List<ImportedRecipe> parts = sources.stream().map(this::part).toList();
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        StringBuilder text = new StringBuilder();
        List<Note> notes = new ArrayList<>();
        text.append("steps:\n");
        for (ImportedRecipe part : parts) {
            notes.addAll(part.notes());
            boolean first = true;
            for (String line : part.text().lines().toList()) {
                boolean words = !line.isBlank() && !line.startsWith("#");
                text.append(line.isBlank() ? "" : words && first ? "  - " : line.startsWith("#") && first ? "  " : "    ")
                        .append(line)
                        .append('\n');
                first &= !words;
            }
        }
        return new ImportedRecipe(parts.getFirst().name(), text.toString(), notes);
    }

    private ImportedRecipe part(ImportSource source) {
        String name = PathWords.stem(source.fileName());
        String text = source.text().content();
        Optional<Value> json = text.stripLeading().startsWith("{") ? Documents.of(text) : Optional.empty();
        String yaml = json.filter(Value.Dict.class::isInstance)
                .map(dict -> ForeignImport.yaml(((Value.Dict) dict).entries()))
                .orElse(text.endsWith("\n") || text.isEmpty() ? text : text + "\n");
        return new ForeignImport(source, parser).converted(name, yaml.replaceFirst("^---[ \\t]*\\R", ""), 1, List.of());
    }

}
