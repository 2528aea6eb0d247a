package dev.mlrecipe.imports;

import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.recipe.TreeEdits;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configurations of the tools next door, said in a recipe's words by the fix of their finding. */
final class ForeignImport {
    /** A dictionary may hold another many times. */
    private static final int MOST_LINES = 2_000;

    private final ImportSource source;
    private final RecipeParser parser;

    ForeignImport(ImportSource source, RecipeParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /** A configuration of coremltools.optimize.torch that a script makes. */
    ImportedRecipe recipe(String name, Value.Torch config, List<Note> general) {
        List<Note> notes = new ArrayList<>(general);
        List<String> lines = new ArrayList<>();
        config.entries().forEach((key, value) -> block(lines, notes, config.line(), "", key, value));
        Note about = new Note(
                config.line(),
                config.type() + " compresses a PyTorch model before it is converted; the recipe does the nearest thing"
                        + " afterwards, without training or calibration");
        notes.add(about);
        return converted(name, String.join("\n", lines) + "\n", config.line(), notes);
    }

    /** A text with such a configuration, or any other: then it stays as it is. */
    ImportedRecipe converted(String name, String text, int line, List<Note> notes) {
        ParsedRecipe parsed = parser.parse(Text.of(text));
        Optional<Finding> foreign = parsed.findings().stream()
                .filter(finding -> finding.code().equals(Code.FOREIGN_CONFIG.word()))
                .findFirst();
        List<Note> all = new ArrayList<>(notes);
        String recipe = text;
        if (foreign.isPresent()) {
            all.add(new Note(line, foreign.get().message()));
            recipe = foreign.get().fixes().stream()
                    .findFirst()
                    .map(fix -> TreeEdits.apply(text, fix.edits()))
                    .orElse(text);
        }
        all.replaceAll(source.cells()::at);
        StringBuilder head = new StringBuilder(source.head() + "\n");
        all.forEach(note -> head.append("# ").append(note.sentence()).append('\n'));
        return new ImportedRecipe(name, head + recipe, all);
    }

    private static void block(
            List<String> lines, List<Note> notes, int line, String indent, String key, Value value) {
        if (lines.size() >= MOST_LINES) {
            return;
        }
        if (Value.plain(value) instanceof Value.Dict dict && indent.length() < 8 && !dict.entries().isEmpty()) {
            lines.add(indent + YamlWords.of(key) + ":");
            dict.entries().forEach((name, inner) -> block(lines, notes, line, indent + "  ", name, inner));
            return;
        }
        Optional<String> text = YamlValue.of(value);
        if (text.isEmpty() || value instanceof Value.Assumed) {
            int at = value instanceof Value.Unknown unknown ? unknown.line() : line;
            notes.add(new Note(at, key + ": " + Words.describe(value)));
        }
        text.ifPresent(words -> lines.add(indent + YamlWords.of(key) + ": " + words));
    }

    /** A document as YAML in lines. */
    static String yaml(Map<String, Value> entries) {
        List<String> lines = new ArrayList<>();
        entries.forEach((key, value) -> block(lines, new ArrayList<>(), 1, "", key, value));
        return String.join("\n", lines) + "\n";
    }
}
