package dev.mlrecipe.docs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.recipe.Key;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Technique;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The schema of one technique's leaf: its options with documentation, and the combinations that make no sense. */
final class LeafSchema {
    private final Technique technique;
    private final Availability availability;

    LeafSchema(Technique technique, Availability availability) {
        this.technique = technique;
        this.availability = availability;
    }

    ObjectNode schema() {
        ObjectNode leaf = RecipeSchema.type("object").put("description", technique.summary());
        ObjectNode properties = leaf.putObject("properties");
        properties.putObject("config_type").put("const", technique.configType());
        for (Option option : technique.options()) {
            ObjectNode value = value(option);
            option.defaultValue().ifPresent(plain -> value.putPOJO("default", plain));
            String extension = option.extension() ? "Extension, not known to coremltools. " : "";
            properties.set(option.key(), value.put("description", extension + option.doc() + since(option)));
        }
        properties.set(
                Key.WEIGHT_THRESHOLD.word(),
                RecipeSchema.type("integer")
                        .put("minimum", 0)
                        .put("default", 2048)
                        .put("description", Key.WEIGHT_THRESHOLD.doc()));
        leaf.put("additionalProperties", false);
        combinations(leaf);
        return leaf;
    }

    private static ObjectNode value(Option option) {
        ObjectNode node = switch (option.type()) {
            case OptionType.Words words -> words(words);
            case OptionType.Choice choice -> RecipeSchema.choice(choice.legal());
            case OptionType.Whole whole -> whole(whole.min(), whole.max());
            case OptionType.Real real -> real(real);
            case OptionType.Flag flag -> RecipeSchema.type("boolean");
            case OptionType.WholeList list -> list(list.size(), list.min(), list.max());
            case OptionType.WholeOrList either ->
                anyOf(whole(either.min(), either.max()), list(0, either.min(), either.max()));
        };
        return option.defaultValue().isPresent() ? node : anyOf(node, RecipeSchema.type("null"));
    }

    private static ObjectNode words(OptionType.Words words) {
        ObjectNode exact = RecipeSchema.choice(words.legal());
        if (!words.ignoreCase()) {
            return exact;
        }
        String pattern = words.legal().stream().map(LeafSchema::anyCase).collect(Collectors.joining("|", "^(", ")$"));
        return anyOf(exact, RecipeSchema.type("string").put("pattern", pattern));
    }

    private static String anyCase(String word) {
        return word.chars()
                .mapToObj(c -> Character.isLetter(c)
                        ? "[" + (char) Character.toLowerCase(c) + (char) Character.toUpperCase(c) + "]"
                        : String.valueOf((char) c))
                .collect(Collectors.joining());
    }

    private static ObjectNode whole(long min, long max) {
        ObjectNode node = RecipeSchema.type("integer").put("minimum", min);
        return max < Integer.MAX_VALUE ? node.put("maximum", max) : node;
    }

    private static ObjectNode real(OptionType.Real real) {
        ObjectNode node = RecipeSchema.type("number").put("minimum", real.min());
        return real.max() < Double.MAX_VALUE ? node.put("maximum", real.max()) : node;
    }

    private static ObjectNode list(int size, long min, long max) {
        ObjectNode node = RecipeSchema.type("array");
        node.set("items", whole(min, max));
        node.put("minItems", Math.max(1, size));
        return size > 0 ? node.put("maxItems", size) : node;
    }

    private static ObjectNode anyOf(ObjectNode... nodes) {
        ObjectNode either = JsonNodeFactory.instance.objectNode();
        either.putArray("anyOf").addAll(List.of(nodes));
        return either;
    }

    /** Which values need more than the first systems with compressed weights. */
    private String since(Option option) {
        List<String> parts = new ArrayList<>();
        for (Object value : values(option.type())) {
            feature(option, value).ifPresent(f -> parts.add(" `" + value + "`: since " + availability.since(f.since()) + "."));
        }
        return String.join("", parts);
    }

    private static List<?> values(OptionType type) {
        return switch (type) {
            case OptionType.Words words -> words.legal();
            case OptionType.Choice choice -> choice.legal();
            case OptionType.Flag flag -> List.of(true);
            default -> List.of();
        };
    }

    private Optional<Feature> feature(Option option, Object value) {
        Map<String, Object> given = new HashMap<>();
        given.put(option.key(), value);
        if (technique.options().stream().anyMatch(o -> o.key().equals("nbits"))) {
            given.putIfAbsent("nbits", 4L);
        }
        return technique.needs(Options.of(technique.options(), given)).stream()
                .filter(need -> need.key().equals(option.key()))
                .flatMap(need -> availability.feature(need.feature()).stream())
                .filter(feature -> feature.since() > Opset.COREML6.specification())
                .findFirst();
    }

    /** As far as a schema can say them; a test compares with what the techniques say. */
    private void combinations(ObjectNode leaf) {
        switch (technique.configType()) {
            case "OpPalettizerConfig" -> {
                ArrayNode all = leaf.putArray("allOf");
                ObjectNode bits = all.addObject();
                bits.set("if", mode("unique"));
                bits.putObject("then").putObject("properties").putObject("nbits").put("type", "null");
                bits.set("else", given("nbits"));
                ObjectNode vectors = all.addObject();
                vectors.set("if", mode("uniform"));
                vectors.putObject("then").putObject("properties").putObject("cluster_dim").put("const", 1);
            }
            case "OpMagnitudePrunerConfig" -> {
                ArrayNode all = leaf.putArray("allOf");
                all.addObject().putArray("oneOf").add(given("target_sparsity")).add(given("n_m_ratio"));
                ObjectNode not = all.addObject();
                not.putObject("not").putArray("allOf").add(given("n_m_ratio")).add(given("block_size"));
                ObjectNode dim = all.addObject();
                dim.set("if", given("dim"));
                dim.putObject("then").putArray("anyOf").add(given("block_size")).add(given("n_m_ratio"));
            }
            default -> {}
        }
    }

    private static ObjectNode mode(String word) {
        ObjectNode node = RecipeSchema.requires("mode");
        node.putObject("properties")
                .putObject("mode")
                .put("type", "string")
                .put("pattern", "^" + anyCase(word) + "$");
        return node;
    }

    /** There, and not null. */
    private static ObjectNode given(String key) {
        ObjectNode node = RecipeSchema.requires(key);
        node.putObject("properties").putObject(key).putObject("not").put("type", "null");
        return node;
    }
}
