package dev.mlrecipe.suggest;

import dev.mlrecipe.suggest.Group.Kind;
import dev.mlrecipe.suggest.Rules.Chosen;
import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rules as the steps of a recipe: one step for each class of configurations. A weight is compressed by the step of its
 * rule; in the others {@code null} keeps it away from rules that are not meant for it.
 */
final class RecipeText {
    private static final String USUAL_THRESHOLD = "2048";

    private final Curves curves;
    private final Rules rules;
    private final int[] owners;

    private RecipeText(Curves curves, Rules rules) {
        this.curves = curves;
        this.rules = rules;
        this.owners = rules.owners(curves.weights().size());
    }

    /** A line of a recipe and what it says of itself. */
    private record Line(Kind kind, String text, String comment) {}

    /** The steps. */
    static String of(Curves curves, Rules rules) {
        RecipeText text = new RecipeText(curves, written(curves, rules));
        List<String> types = text.rules.rules().reversed().stream()
                .map(rule -> curves.choices().get(rule.choice()).configType())
                .filter(type -> !type.isEmpty())
                .distinct()
                .toList();
        if (types.size() == 1) {
            return String.join("\n", text.step(types.getFirst())) + "\n";
        }
        return "steps:\n" + types.stream()
                .map(type -> "  - " + String.join("\n    ", text.step(type)) + "\n")
                .collect(Collectors.joining());
    }

    /** Rules that decide something, with an exception for every weight that cannot be had as its rule asks. */
    private static Rules written(Curves curves, Rules rules) {
        int weights = curves.weights().size();
        int[] owners = rules.owners(weights);
        Rules all = rules;
        for (int weight = 0; weight < weights; weight++) {
            if (owners[weight] >= 0 && !curves.costs().has(weight, rules.rules().get(owners[weight]).choice())) {
                String name = curves.weights().get(weight).constNames().getFirst();
                all = all.with(new Chosen(new Group(Kind.NAME, name, List.of(weight)), Costs.LEAVE));
            }
        }
        int[] deciding = all.owners(weights);
        List<Chosen> alive = new ArrayList<>();
        for (int rule = 0; rule < all.rules().size(); rule++) {
            int number = rule;
            if (IntStream.of(deciding).anyMatch(owner -> owner == number)) {
                alive.add(all.rules().get(rule));
            }
        }
        return new Rules(alive);
    }

    private List<String> step(String type) {
        List<Line> lines = lines(type);
        List<String> step = new ArrayList<>();
        step.add("config_type: " + type);
        lines.stream()
                .filter(line -> line.kind() == Kind.GLOBAL)
                .forEach(line -> step.add("global_config: " + line.text() + line.comment()));
        section(step, "op_type_configs:", lines.stream().filter(line -> line.kind() == Kind.OP_TYPE).toList());
        section(step, "op_name_configs:", lines.stream()
                .filter(line -> line.kind() == Kind.NAME || line.kind() == Kind.PATTERN)
                .toList());
        return step;
    }

    private static void section(List<String> step, String title, List<Line> lines) {
        if (!lines.isEmpty()) {
            step.add(title);
            lines.forEach(line -> step.add("  " + line.text() + line.comment()));
        }
    }

    /** From the last rule that decides to the first: a rule for another step is needed only above one of this step. */
    private List<Line> lines(String type) {
        List<Line> lines = new ArrayList<>();
        List<Chosen> below = new ArrayList<>();
        for (int rule = rules.rules().size() - 1; rule >= 0; rule--) {
            Chosen chosen = rules.rules().get(rule);
            Choice choice = curves.choices().get(chosen.choice());
            boolean own = choice.configType().equals(type);
            if (own || owned(rule).anyMatch(weight -> isReached(weight, below, type))) {
                lines.addFirst(own ? line(rule, chosen, choice) : exception(chosen, choice));
                below.addFirst(chosen);
            }
        }
        return lines;
    }

    private IntStream owned(int rule) {
        return IntStream.range(0, owners.length).filter(weight -> owners[weight] == rule);
    }

    private boolean isReached(int weight, List<Chosen> below, String type) {
        return below.stream()
                .filter(rule -> rule.group().members().contains(weight))
                .findFirst()
                .filter(rule -> curves.choices().get(rule.choice()).configType().equals(type))
                .isPresent();
    }

    private Line line(int rule, Chosen chosen, Choice choice) {
        Group group = chosen.group();
        boolean global = group.kind() == Kind.GLOBAL;
        String threshold = global && !group.text().equals(USUAL_THRESHOLD) ? ", weight_threshold: " + group.text() : "";
        String leaf = "{" + choice.options() + (global ? threshold : apart(choice)) + "}";
        return new Line(
                group.kind(),
                global ? leaf : YamlWords.of(group.text()) + ": " + leaf,
                "  # " + about(owned(rule).boxed().toList(), chosen.choice()));
    }

    /** What {@code global_config} of the step says and a leaf does not inherit, so that nobody has to wonder. */
    private String apart(Choice choice) {
        return rules.rules().stream()
                .filter(rule -> rule.group().kind() == Kind.GLOBAL)
                .filter(rule -> curves.choices().get(rule.choice()).configType().equals(choice.configType()))
                .map(rule -> choice.granularityBeside(curves.choices().get(rule.choice()))
                        + (rule.group().text().equals(USUAL_THRESHOLD) ? "" : ", weight_threshold: " + USUAL_THRESHOLD))
                .findFirst()
                .orElse("");
    }

    private Line exception(Chosen chosen, Choice choice) {
        Group group = chosen.group();
        boolean left = choice.equals(Choice.LEAVE);
        List<Integer> members = group.members();
        String comment = left
                ? "  # left alone: " + Figures.bytes(members.stream().mapToLong(this::stored).sum())
                : "  # " + choice.title() + ", in another step";
        return new Line(group.kind(), YamlWords.of(group.text()) + ": null", comment);
    }

    private long stored(int weight) {
        return curves.costs().bytes(weight, Costs.LEAVE);
    }

    /** {@code 6 weights, 7.08 MB → 1.77 MB, 19.0 dB at least}. */
    private String about(List<Integer> weights, int choice) {
        long before = weights.stream().mapToLong(this::stored).sum();
        long after = weights.stream().mapToLong(weight -> curves.costs().bytes(weight, choice)).sum();
        double least = weights.stream()
                .mapToDouble(weight -> curves.snrDb()[weight][choice])
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        String snr = Figures.decibels(least) + (weights.size() == 1 || Double.isInfinite(least) ? "" : " at least");
        return (weights.size() == 1 ? "1 weight, " : weights.size() + " weights, ")
                + Figures.bytes(before) + " → " + Figures.bytes(after) + ", " + snr;
    }
}
