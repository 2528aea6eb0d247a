package dev.mlrecipe.imports;

import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compressed models of a script as a recipe. What the script does not say, comments do, with its lines. */
final class RecipeText {
    private final List<Outcome> outcomes;
    private final Cells cells;
    private final RecipeLines lines;

    private RecipeText(ImportSource source, List<Outcome> outcomes, List<Note> general) {
        this.outcomes = outcomes;
        this.cells = source.cells();
        this.lines = new RecipeLines(source);
        lines.add(source.head());
        if (outcomes.size() == 1) {
            outcomes.getFirst().conditions().forEach(condition -> lines.add("# Where " + condition));
        }
        general.forEach(note -> lines.comment("", note));
        outcomes.forEach(outcome -> outcome.model().source().notes.forEach(note -> lines.comment("", note)));
    }

    /**
     * The recipe.
     *
     * @param general notes about the script as a whole
     */
    static RecipeLines of(ImportSource source, Group group, List<Note> general) {
        RecipeText text = new RecipeText(source, group.outcomes(), general);
        if (group.ofModels()) {
            text.models();
        } else if (group.outcomes().size() > 1) {
            text.variants();
        } else {
            text.single();
        }
        return text.lines;
    }

    private void single() {
        Outcome outcome = outcomes.getFirst();
        model(outcome);
        output("", outcome).ifPresent(lines::add);
        Value.Source source = outcome.model().source();
        source.target.ifPresent(target -> lines.add("target: " + YamlWords.of(target)));
        source.units.ifPresent(units -> lines.add("compute_units: " + units));
        lines.steps(outcome.steps());
    }

    private void model(Outcome outcome) {
        Value.Source source = outcome.model().source();
        lines.path("", "model", source.path, source.line).ifPresent(lines::add);
    }

    /** Where a model is saved; a comment where that is no place for an output. */
    private Optional<String> output(String indent, Outcome outcome) {
        if (!outcome.savesOverItsModel()) {
            return outcome.path().flatMap(path -> lines.path(indent, "output", path, outcome.line()));
        }
        lines.comment(indent, new Note(
                outcome.model().source().line,
                "the script saves over its model; here the output lies beside the recipe"));
        return Optional.empty();
    }

    private void variants() {
        model(outcomes.getFirst());
        boolean shared = outcomes.stream().map(Outcome::output).distinct().count() == 1
                && !outcomes.getFirst().savesOverItsModel();
        if (shared) {
            output("", outcomes.getFirst()).ifPresent(lines::add);
        }
        Differences differences = new Differences(outcomes, cells);
        differences.base(lines);
        lines.add("variants:");
        List<String> names = new VariantNames(outcomes).ofVariants();
        Set<Optional<String>> taken = new HashSet<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            outcome.conditions().forEach(condition -> lines.add("  # Where " + condition));
            List<String> said = new ArrayList<>();
            if (!shared && (taken.add(outcome.output()) || outcome.output().isEmpty())) {
                output("  ", outcome).ifPresent(said::add);
            }
            said.addAll(differences.of(outcome, lines));
            named(names.get(i), said);
        }
    }

    private void models() {
        Differences differences = new Differences(outcomes, cells);
        List<String> names = new VariantNames(outcomes).ofModels();
        Optional<String> folder = folder();
        lines.add("models:");
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            outcome.conditions().forEach(condition -> lines.add("  # Where " + condition));
            Value.Source source = outcome.model().source();
            List<String> said = new ArrayList<>(lines.path("  ", "model", source.path, source.line).stream().toList());
            if (folder.isEmpty()) {
                output("  ", outcome).ifPresent(said::add);
            }
            said.addAll(differences.of(outcome, lines));
            if (said.size() == 1) {
                lines.add("  " + VariantNames.key(names.get(i)) + said.getFirst().substring("model".length()));
            } else {
                named(names.get(i), said);
            }
        }
        folder.ifPresent(path -> lines.add("output: " + lines.path(path)));
        differences.base(lines);
    }

    /** The folder in which every model keeps the name of its file. */
    private Optional<String> folder() {
        Set<String> folders = new HashSet<>();
        for (Outcome outcome : outcomes) {
            String output = outcome.output().orElse("");
            if (!PathWords.name(output).equals(PathWords.name(outcome.input().orElse("")))
                    || outcome.path().filter(Value.Assumed.class::isInstance).isPresent()) {
                return Optional.empty();
            }
            folders.add(PathWords.parent(output));
        }
        return folders.size() == 1 ? folders.stream().filter(folder -> !folder.isEmpty()).findFirst() : Optional.empty();
    }

    private void named(String name, List<String> said) {
        if (said.isEmpty()) {
            lines.add("  " + VariantNames.key(name) + ": {}");
            return;
        }
        lines.add("  " + VariantNames.key(name) + ":");
        said.forEach(line -> lines.add("    " + line));
    }
}
