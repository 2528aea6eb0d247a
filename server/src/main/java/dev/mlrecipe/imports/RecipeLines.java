package dev.mlrecipe.imports;

import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The lines of a recipe, and the notes that are comments of it. */
final class RecipeLines {
    private final ImportSource source;
    private final List<String> lines = new ArrayList<>();
    private final Set<Note> notes = new LinkedHashSet<>();

    RecipeLines(ImportSource source) {
        this.source = source;
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    List<Note> notes() {
        return List.copyOf(notes);
    }

    void add(String line) {
        lines.add(line);
    }

    /** A note on a line of its own, once in a recipe. */
    void comment(String indent, Note note) {
        Note there = source.cells().at(note);
        if (notes.add(there)) {
            lines.add(indent + "# " + there.sentence());
        }
    }

    /** A path as the script means it; a comment, and nothing else, where it cannot be seen. */
    Optional<String> path(String indent, String key, Value value, int line) {
        Optional<String> text = Value.text(value).filter(path -> !path.isEmpty());
        int at = value instanceof Value.Unknown unknown ? unknown.line() : line;
        Note note = new Note(at, key + ": " + Words.describe(value));
        if (text.isEmpty()) {
            comment(indent, note);
            return Optional.empty();
        }
        String words = key + ": " + path(text.get());
        if (!(value instanceof Value.Assumed)) {
            return Optional.of(words);
        }
        notes.add(source.cells().at(note));
        return Optional.of(words + StepText.comment(List.of(note), source.cells()));
    }

    /** A path as the recipe names it. */
    String path(String path) {
        return YamlWords.of(source.paths().apply(path));
    }

    /** A list of steps. */
    void steps(List<StepText> steps) {
        lines.add("steps:");
        for (StepText step : steps) {
            step.notes().forEach(note -> lines.add("  # " + source.cells().at(note).sentence()));
            step.unsaid().forEach(note -> notes.add(source.cells().at(note)));
            List<String> words = step.lines(source.cells());
            for (int i = 0; i < words.size(); i++) {
                lines.add((i == 0 ? "  - " : "    ") + words.get(i));
            }
        }
    }

    /** What a step does not say: as a whole in comments here, of its rules behind them. */
    void said(String indent, StepText step) {
        step.notes().forEach(note -> comment(indent, note));
        step.unsaid().forEach(note -> notes.add(source.cells().at(note)));
    }
}
