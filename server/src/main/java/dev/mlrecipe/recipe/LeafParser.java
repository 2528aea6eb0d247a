package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.InvalidValue;
import dev.mlrecipe.finding.MissingKey;
import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.finding.UnknownKey;
import dev.mlrecipe.finding.WrongCombination;
import dev.mlrecipe.finding.Words;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Violation;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads leaves: the options of one technique for the weights of one rule. */
final class LeafParser {
    private static final String CONFIG_TYPE = "config_type";

    private final Scope scope;
    private final ValueReader values;

    LeafParser(Scope scope) {
        this.scope = scope;
        this.values = new ValueReader(scope.findings());
    }

    /** A {@code config_type} key: not there, there and known, or there and wrong. */
    record TypeWord(boolean given, Optional<Technique> technique) {
        static final TypeWord ABSENT = new TypeWord(false, Optional.empty());
    }

    /** Reads the {@code config_type} of a step or leaf. */
    TypeWord configType(Node.Mapping mapping) {
        Optional<Node> node = mapping.get(CONFIG_TYPE);
        if (node.isEmpty()) {
            return TypeWord.ABSENT;
        }
        OptionType.Words words = new OptionType.Words(scope.configTypes(), false, Map.of());
        Optional<String> word = values.word(CONFIG_TYPE, node.get(), words);
        return new TypeWord(true, word.flatMap(this::technique));
    }

    private Optional<Technique> technique(String configType) {
        return scope.techniques().stream()
                .filter(t -> t.configType().equals(configType))
                .findFirst();
    }

    /**
     * Reads a leaf.
     *
     * @param leaf its keys and values
     * @param type its technique
     * @param anchor where to show what concerns an empty leaf
     * @return empty if its values, as far as they are legal, make no configuration that could be planned
     */
    Optional<Config> leaf(Node.Mapping leaf, Technique type, Span anchor) {
        Map<String, Object> given = new HashMap<>();
        Map<String, Span> keys = new LinkedHashMap<>();
        long threshold = type.defaultThreshold();
        boolean sound = true;
        for (Node.Entry entry : leaf.entries()) {
            String key = entry.key().text();
            if (key.equals(CONFIG_TYPE)) {
                continue;
            }
            keys.put(key, ValueReader.nonEmpty(entry.value().span(), entry.key().span()));
            if (key.equals(Key.WEIGHT_THRESHOLD.word())) {
                Optional<Long> value = values.orElse(List.of(Long.toString(type.defaultThreshold())))
                        .whole(key, entry.value(), 0, Long.MAX_VALUE);
                threshold = value.orElse(threshold);
                sound &= value.isPresent();
                continue;
            }
            Optional<Option> option =
                    type.options().stream().filter(o -> o.key().equals(key)).findFirst();
            if (option.isEmpty()) {
                unknown(leaf, entry, type);
                sound = false;
            } else if (!isNullDefault(option.get(), entry.value())) {
                Optional<Object> value = values.orElse(usual(option.get()))
                        .read(key, entry.value(), option.get().type());
                value.ifPresent(v -> given.put(key, v));
                sound &= value.isPresent();
            }
        }
        Options options = Options.of(type.options(), given);
        List<Violation> violations = type.check(options);
        if (sound && scope.complete(leaf)) {
            violations.forEach(v -> report(v, leaf, keys, type, anchor));
        }
        return violations.isEmpty()
                ? Optional.of(new Config(type, options, threshold, keys, leaf.span()))
                : Optional.empty();
    }

    /** {@code dim: null} gives the default where there is none; an empty value is not yet written. */
    private static boolean isNullDefault(Option option, Node value) {
        return option.defaultValue().isEmpty() && value instanceof Node.Scalar && value.isNull();
    }

    private void unknown(Node.Mapping leaf, Node.Entry entry, Technique type) {
        String key = entry.key().text();
        List<String> legal = legalKeys(type);
        Optional<Fix> remove = TreeEdits.remove(scope.text(), leaf, entry);
        List<String> owners = scope.techniques().stream()
                .filter(t -> t.options().stream().anyMatch(o -> o.key().equals(key)))
                .map(Technique::configType)
                .toList();
        if (!owners.isEmpty() && !isSynonym(key, legal)) {
            List<Fix> fixes = new ArrayList<>(remove.stream().toList());
            owners.forEach(owner -> useType(leaf, owner).ifPresent(fixes::add));
            String right = "it belongs to " + Words.oneOf(owners);
            scope.findings().add(UnknownKey.misplaced(entry.key().span(), key, type.configType(), right, fixes));
        } else {
            scope.findings().add(UnknownKey.of(entry.key().span(), key, type.configType(), legal, remove));
        }
    }

    private Optional<Fix> useType(Node.Mapping leaf, String configType) {
        String title = "Use " + configType + " here";
        Optional<Node> given = leaf.get(CONFIG_TYPE);
        return given.isPresent()
                ? Optional.of(Fix.replace(title, given.get().span(), configType))
                : TreeEdits.prepend(scope.text(), leaf, CONFIG_TYPE + ": " + configType)
                        .map(edit -> new Fix(title, List.of(edit)));
    }

    /** Whether a key of another technique is rather a mistyped one of this. */
    private static boolean isSynonym(String key, List<String> legal) {
        return Nearest.of(key, legal).filter(n -> n.startsWith(key) || key.startsWith(n)).isPresent();
    }

    static List<String> legalKeys(Technique type) {
        List<String> legal = new ArrayList<>(type.options().stream().map(Option::key).toList());
        legal.add(Key.WEIGHT_THRESHOLD.word());
        legal.add(CONFIG_TYPE);
        return legal;
    }

    private void report(
            Violation violation, Node.Mapping leaf, Map<String, Span> keys, Technique type, Span anchor) {
        String key = violation.key();
        if (violation.kind() == Violation.Kind.MISSING_KEY) {
            scope.findings().add(MissingKey.of(anchor, violation.message(), addKey(leaf, key, type)));
            return;
        }
        List<Fix> fixes = leaf.entry(key)
                .flatMap(entry -> violation.value()
                        .map(value -> Fix.replace("Change to " + value, entry.value().span(), value))
                        .or(() -> TreeEdits.remove(scope.text(), leaf, entry)))
                .stream()
                .toList();
        scope.findings().add(WrongCombination.of(keys.getOrDefault(key, anchor), violation.message(), fixes));
    }

    private List<Fix> addKey(Node.Mapping leaf, String key, Technique type) {
        Optional<Option> option =
                type.options().stream().filter(o -> o.key().equals(key)).findFirst();
        return option.stream()
                .flatMap(o -> usualValue(o).stream())
                .flatMap(value -> TreeEdits.add(scope.text(), leaf, key + ": " + value)
                        .map(edit -> new Fix("Add " + key + ": " + value, List.of(edit)))
                        .stream())
                .toList();
    }

    /** Values to offer where what is written gives no idea of what was meant. */
    private static List<String> usual(Option option) {
        return option.defaultValue().isPresent()
                ? List.of(text(option.defaultValue().get()))
                : Stream.concat(usualValue(option).stream(), Stream.of("null")).toList();
    }

    /** A default as a recipe would write it. */
    private static String text(Object value) {
        return value instanceof Double real && real != Math.rint(real)
                ? real.toString().replaceFirst("\\.0E", "e").replace('E', 'e')
                : String.valueOf(value);
    }

    /** A value to start from: the default, or one in the middle. */
    private static Optional<String> usualValue(Option option) {
        if (option.defaultValue().isPresent()) {
            return option.defaultValue().map(LeafParser::text);
        }
        return switch (option.type()) {
            case OptionType.Words words -> Optional.of(words.legal().getFirst());
            case OptionType.Choice choice -> Optional.of(choice.legal().contains(4L) ? "4" : choice.legal().getFirst() + "");
            case OptionType.Real real -> real.min() <= 0.5 && real.max() >= 0.5 ? Optional.of("0.5") : Optional.empty();
            case OptionType.Flag flag -> Optional.of("true");
            case OptionType.WholeList list when list.size() == 2 -> Optional.of("[2, 4]");
            default -> Optional.empty();
        };
    }

    /** A leaf that is neither null nor a mapping. */
    void notALeaf(String key, Node node) {
        String found = node instanceof Node.Scalar scalar ? Words.quote(scalar.text()) : node.what();
        Optional<String> nearest = node instanceof Node.Scalar scalar && scalar.text().equals("None")
                ? Optional.of("null")
                : Optional.empty();
        scope.findings()
                .add(InvalidValue.of(node.span(), key, found, "options such as {nbits: 4}, or null", nearest));
    }
}
