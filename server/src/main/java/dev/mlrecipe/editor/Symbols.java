package dev.mlrecipe.editor;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The outline of a recipe: keys, steps and rules, with what the rules reach. */
public final class Symbols {
    /** Clients slow down with more. */
    static final int MOST = 2_000;

    private static final int LONGEST = 60;

    private static final String STEP = "step";

    private final Snapshot snapshot;
    private final Map<Span, String> rules = new HashMap<>();
    private int left = MOST;

    private Symbols(Snapshot snapshot) {
        this.snapshot = snapshot;
        snapshot.parts().forEach(part -> Outlook.of(part).ifPresent(outlook -> outlook.rules().stream()
                .filter(rule -> !rule.layers().isEmpty())
                .forEach(rule -> rules.putIfAbsent(
                        rule.use().rule().span(),
                        Amounts.count(rule.layers().size(), "layer") + ", "
                                + Amounts.ratio(rule.originalBytes(), rule.storedBytes(), rule.basis())))));
    }

    /** In the order of the text; the first {@value #MOST}. */
    public static List<Symbol> of(Snapshot snapshot) {
        return new Symbols(snapshot).children(snapshot.parsed().tree().root(), STEP);
    }

    /** @param item what an item of a list is called */
    private List<Symbol> children(Node node, String item) {
        List<Symbol> symbols = new ArrayList<>();
        if (node instanceof Node.Mapping mapping) {
            for (Node.Entry entry : mapping.entries()) {
                if (left > 0 && !entry.merged()) {
                    left--;
                    symbols.add(symbol(entry));
                }
            }
        } else if (node instanceof Node.Sequence list) {
            for (int i = 0; i < list.items().size(); i++) {
                Node each = list.items().get(i);
                if (left > 0 && each instanceof Node.Mapping mapping && Places.holds(list, each)) {
                    left--;
                    symbols.add(item(item + " " + (i + 1), mapping));
                }
            }
        }
        return symbols;
    }

    private Symbol symbol(Node.Entry entry) {
        Node value = entry.value();
        boolean own = entry.place().equals(value.span());
        String words = value instanceof Node.Scalar word ? text(word) : list(value);
        String detail = rules.getOrDefault(entry.key().span(), words);
        return new Symbol(
                name(entry.key().text()),
                detail,
                kind(value),
                entry.span(),
                entry.key().span(),
                own ? children(value, entry.key().text().equals("variants") ? "list" : STEP) : List.of());
    }

    private Symbol item(String name, Node.Mapping item) {
        String type = item.get("config_type").orElse(null) instanceof Node.Scalar word ? text(word) : "";
        Span first = item.entries().isEmpty() ? item.span() : item.entries().getFirst().key().span();
        Span selection = Places.holds(item.span(), first) ? first : item.span();
        return new Symbol(name, type, Symbol.Kind.MAPPING, item.span(), selection, children(item, STEP));
    }

    /** A list of words in one line: targets, for one. */
    private String list(Node value) {
        return value instanceof Node.Sequence list && list.items().stream().allMatch(Node.Scalar.class::isInstance)
                ? String.join(", ", list.items().stream().map(item -> text((Node.Scalar) item)).toList())
                : "";
    }

    private static String name(String key) {
        return key.isBlank() ? "(no name)" : shortened(key);
    }

    private static String text(Node.Scalar word) {
        return shortened(word.text());
    }

    private static String shortened(String text) {
        String line = Names.line(text);
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }

    private static Symbol.Kind kind(Node node) {
        return switch (node) {
            case Node.Mapping mapping -> Symbol.Kind.MAPPING;
            case Node.Sequence list -> Symbol.Kind.LIST;
            case Node.Missing missing -> Symbol.Kind.NULL;
            case Node.Scalar word -> switch (word.kind()) {
                case NULL -> Symbol.Kind.NULL;
                case BOOLEAN -> Symbol.Kind.BOOLEAN;
                case INTEGER, FLOAT -> Symbol.Kind.NUMBER;
                case STRING -> Symbol.Kind.WORD;
            };
        };
    }
}
