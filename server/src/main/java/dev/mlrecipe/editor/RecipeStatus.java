package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.recipe.Located;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a recipe stands, in as few words as a status bar has room for.
 *
 * @param state what it is like
 * @param ratio of the whole model, such as {@code 3.98x}; empty where nothing is known
 * @param target its first target, and how many more; empty if it names none
 * @param message the same in a sentence
 */
public record RecipeStatus(State state, String ratio, String target, String message) {

    /** What a recipe is like. */
    public enum State {
        /** Nothing is in the way of a run, whose sizes are planned. */
        PLANNED("planned"),
        /** A run did what the recipe asks for. */
        MEASURED("measured"),
        /** A finding is in the way of a run. */
        BLOCKED("blocked"),
        /** There is no model, or none that can be read. */
        NO_MODEL("noModel");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** The word of messages. */
        public String word() {
            return word;
        }
    }

    /** For a file with variants how the least finished of them stands, and how far their ratios go. */
    public static RecipeStatus of(Snapshot snapshot) {
        if (snapshot.several().isEmpty()) {
            return one(snapshot);
        }
        List<RecipeStatus> all = snapshot.several().stream().map(RecipeStatus::one).toList();
        RecipeStatus least = all.stream()
                .max(Comparator.comparingInt(status -> List.of(State.MEASURED, State.PLANNED, State.NO_MODEL, State.BLOCKED)
                        .indexOf(status.state)))
                .orElseThrow();
        if (least.state == State.BLOCKED || least.state == State.NO_MODEL) {
            return least;
        }
        boolean models = snapshot.several().stream().anyMatch(part -> part.part().model().isPresent());
        String message = snapshot.several().size() + (models ? " models " : " variants ")
                + (least.state == State.MEASURED ? "measured: " : "planned: ")
                + snapshot.several().stream()
                        .map(part -> part.part().name() + " " + one(part).ratio)
                        .collect(Collectors.joining(", "));
        return new RecipeStatus(least.state, range(all), least.target, message);
    }

    private static String range(List<RecipeStatus> all) {
        List<String> ratios = all.stream()
                .map(RecipeStatus::ratio)
                .filter(ratio -> !ratio.isEmpty())
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .distinct()
                .toList();
        return ratios.size() < 2 ? String.join("", ratios) : ratios.getFirst() + " – " + ratios.getLast();
    }

    private static RecipeStatus one(Snapshot snapshot) {
        Optional<Outlook> outlook = Outlook.of(snapshot);
        String ratio = outlook.map(known -> Amounts.ratio(known.originalBytes(), known.storedBytes(), known.basis()))
                .filter(word -> word.endsWith("x"))
                .orElse("");
        String target = target(snapshot);
        String planned = outlook.map(Outlook::change).orElse("");
        if (snapshot.analysis().blocked()) {
            List<Finding> blocking = snapshot.analysis().findings().stream().filter(Code::blocks).toList();
            String more = blocking.size() == 1 ? "" : " (and " + (blocking.size() - 1) + " more)";
            return new RecipeStatus(State.BLOCKED, "", target, blocking.getFirst().message() + more);
        }
        if (!(snapshot.model() instanceof ModelState.Read) || outlook.isEmpty()) {
            return new RecipeStatus(State.NO_MODEL, "", target, "the recipe has no model");
        }
        return outlook.get().rules().stream().allMatch(rule -> rule.measured() == rule.layers().size())
                        && snapshot.measured().isPresent()
                ? new RecipeStatus(State.MEASURED, ratio, target, "measured: " + planned)
                : new RecipeStatus(State.PLANNED, ratio, target, "planned: " + planned);
    }

    private static String target(Snapshot snapshot) {
        List<Target> targets = snapshot.parsed().recipe().targets().stream().map(Located::value).toList();
        return switch (targets.size()) {
            case 0 -> "";
            case 1 -> targets.getFirst().word();
            default -> targets.getFirst().word() + " +" + (targets.size() - 1);
        };
    }
}
