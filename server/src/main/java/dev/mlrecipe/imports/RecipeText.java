package dev.mlrecipe.imports;

import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A compressed model of a script as a recipe. What the script does not say, comments do, with its lines. */
final class RecipeText {
    private final ImportSource source;
    private final Outcome outcome;
    private final List<Note> general;
    private final Set<Note> notes = new LinkedHashSet<>();
    private final List<String> lines = new ArrayList<>();

    /** @param general notes about the script as a whole */
    RecipeText(ImportSource source, Outcome outcome, List<Note> general) {
        this.source = source;
        this.outcome = outcome;
        this.general = general;
        write();
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    List<Note> notes() {
        return List.copyOf(notes);
    }

    private void write() {
        Value.Source model = outcome.model().source();
        lines.add("# From " + source.fileName().replaceAll("\\p{Cntrl}", " ") + ".");
        outcome.conditions().forEach(condition -> lines.add("# Where " + condition));
        general.forEach(this::comment);
        model.notes.forEach(this::comment);
        path("model", Optional.of(model.path), model.line);
        if (!savedOverItsModel()) {
            path("output", outcome.path(), outcome.model().passes().getLast().line());
        } else {
            comment(new Note(model.line, "the script saves over its model; here the output lies beside the recipe"));
        }
        model.target.ifPresent(target -> lines.add("target: " + YamlWords.of(target)));
        model.units.ifPresent(units -> lines.add("compute_units: " + units));
        steps();
    }

    private boolean savedOverItsModel() {
        Optional<String> output = outcome.path().flatMap(Value::text);
        return output.isPresent() && output.equals(Value.text(outcome.model().source().path));
    }

    private void path(String key, Optional<Value> value, int line) {
        if (value.isEmpty()) {
            return;
        }
        Optional<String> text = Value.text(value.get()).filter(path -> !path.isEmpty());
        int at = value.get() instanceof Value.Unknown unknown ? unknown.line() : line;
        Note note = new Note(at, key + ": " + Words.describe(value.get()));
        if (text.isEmpty()) {
            comment(note);
        } else if (value.get() instanceof Value.Assumed) {
            notes.add(note);
            lines.add(key + ": " + YamlWords.of(source.paths().apply(text.get())) + StepText.comment(List.of(note)));
        } else {
            lines.add(key + ": " + YamlWords.of(source.paths().apply(text.get())));
        }
    }

    private void steps() {
        lines.add("steps:");
        List<Value.Pass> passes = outcome.model().passes();
        boolean global = false;
        for (Value.Pass pass : passes) {
            StepText step = StepText.of(pass);
            notes.addAll(step.notes());
            Set<String> shown = new LinkedHashSet<>();
            step.lines().stream().filter(line -> line.contains("# ")).forEach(shown::add);
            for (Note note : step.notes()) {
                if (shown.stream().noneMatch(line -> line.contains(StepText.words(note)))) {
                    lines.add("  # " + capital(StepText.words(note)));
                }
            }
            if (global && !pass.joint() && pass.config().global.isPresent() && pass.function().endsWith("_weights")) {
                Note alone = new Note(
                        pass.line(),
                        "without joint_compression this step leaves alone what earlier steps compressed, as in coremltools");
                notes.add(alone);
                lines.add("  # " + capital(StepText.words(alone)));
            }
            global |= pass.config().global.isPresent() && pass.function().endsWith("_weights");
            for (int i = 0; i < step.lines().size(); i++) {
                lines.add((i == 0 ? "  - " : "    ") + step.lines().get(i));
            }
        }
    }

    private void comment(Note note) {
        notes.add(note);
        lines.add("# " + capital(StepText.words(note)));
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
