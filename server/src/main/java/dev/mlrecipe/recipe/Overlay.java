package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.InvalidValue;
import dev.mlrecipe.finding.Words;
import dev.mlrecipe.finding.WrongCombination;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Lays what a variant says over the recipe that it varies. The result is a tree like that of any recipe, as if the
 * variant had the recipe's entries by merge keys ({@code <<}) at every level: every node keeps its place in the text.
 *
 * <p>Mappings are merged key by key, everything else is replaced. What names its own {@code config_type} is complete: it
 * replaces the step or the options below it. Steps replace a preset, and a preset all steps.
 */
final class Overlay {
    private static final String STEPS = "steps";
    private static final String CONFIG_TYPE = "config_type";

    private final Findings findings;

    Overlay(Findings findings) {
        this.findings = findings;
    }

    /** A whole recipe. */
    Node.Mapping recipe(Node.Mapping base, Node.Mapping over) {
        boolean complete = over.has(CONFIG_TYPE);
        boolean list = over.get(STEPS).filter(steps -> !(steps instanceof Node.Mapping)).isPresent();
        boolean shortForm = complete || list;
        boolean named = over.has(NamedPreset.KEY);
        return merged(base, over, key -> Parts.KEYS.contains(key)
                || (complete || named) && key.equals(STEPS)
                || (shortForm || named) && Key.of(Key.STEP, key).isPresent()
                || shortForm && key.equals(NamedPreset.KEY));
    }

    /** @param dropped keys of {@code base} that are not taken over */
    private Node.Mapping merged(Node.Mapping base, Node.Mapping over, Predicate<String> dropped) {
        List<Node.Entry> entries = new ArrayList<>();
        for (Node.Entry entry : over.entries()) {
            if (!Parts.KEYS.contains(entry.key().text())) {
                String key = entry.key().text();
                Optional<Node> below = dropped.test(key) ? Optional.empty() : base.get(key);
                entries.add(new Node.Entry(entry.key(), value(below, entry), entry.place(), entry.merged()));
            }
        }
        for (Node.Entry entry : base.entries()) {
            String key = entry.key().text();
            if (!over.has(key) && !dropped.test(key)) {
                entries.add(new Node.Entry(entry.key(), entry.value(), entry.place(), true));
            }
        }
        return new Node.Mapping(over.span(), entries, over.written());
    }

    private Node value(Optional<Node> below, Node.Entry over) {
        return over.key().text().equals(STEPS) && over.value() instanceof Node.Mapping numbered
                ? steps(below, numbered, over)
                : below.map(node -> node(node, over.value())).orElse(over.value());
    }

    private Node node(Node base, Node over) {
        return base instanceof Node.Mapping below && over instanceof Node.Mapping above && !above.has(CONFIG_TYPE)
                ? merged(below, above, key -> false)
                : over;
    }

    /** Changes steps by their numbers; {@code null} leaves one out. */
    private Node steps(Optional<Node> base, Node.Mapping numbered, Node.Entry over) {
        if (!(base.orElse(null) instanceof Node.Sequence list)) {
            findings.add(WrongCombination.of(
                    over.key().span(), "a mapping from numbers varies a list of steps, and the recipe has none", List.of()));
            return new Node.Sequence(numbered.span(), List.of(), List.of());
        }
        List<Node> items = new ArrayList<>(list.items());
        for (Node.Entry entry : numbered.entries()) {
            OptionalLong number = Numbers.plain(entry.key().text());
            if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > items.size()) {
                String message = Words.quote(entry.key().text()) + " is no step of the recipe, which has "
                        + (items.size() == 1 ? "1" : "1 to " + items.size());
                findings.add(InvalidValue.because(entry.key().span(), message, List.of()));
            } else {
                int index = Math.toIntExact(number.getAsLong() - 1);
                items.set(index, node(list.items().get(index), entry.value()));
            }
        }
        return sequence(list.span(), items);
    }

    /** Without the steps that variants leave out, which keep their numbers until all is laid over. */
    static Node.Mapping finished(Node.Mapping recipe) {
        if (!(recipe.get(STEPS).orElse(null) instanceof Node.Sequence list)) {
            return recipe;
        }
        List<Node> left = list.items().stream().filter(item -> !isLeftOut(list, item)).toList();
        if (left.size() == list.items().size()) {
            return recipe;
        }
        List<Node.Entry> entries = recipe.entries().stream()
                .map(entry -> entry.key().text().equals(STEPS)
                        ? new Node.Entry(entry.key(), sequence(list.span(), left), entry.place(), entry.merged())
                        : entry)
                .toList();
        return new Node.Mapping(recipe.span(), entries, recipe.written());
    }

    /** A null from elsewhere: one that stands in the list is a mistake. */
    private static boolean isLeftOut(Node.Sequence list, Node item) {
        return item.isNull()
                && (item.span().start() < list.span().start() || item.span().end() > list.span().end());
    }

    private static Node.Sequence sequence(Span span, List<Node> items) {
        return new Node.Sequence(span, items, items.stream().map(Node::span).toList());
    }
}
