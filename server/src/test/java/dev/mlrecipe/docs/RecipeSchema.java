package dev.mlrecipe.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.recipe.Key;
import dev.mlrecipe.recipe.NamedPreset;
import dev.mlrecipe.technique.Technique;
import java.util.Comparator;
import java.util.List;

/**
 * Renders {@code schema/mlrecipe.schema.json} from the vocabulary, for editors that have a YAML plugin and nothing else.
 * It knows words, ranges and combinations. What depends on targets or on the model is beyond a schema: availability
 * stands in the descriptions.
 */
final class RecipeSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> RULES = List.of("global_config", "op_type_configs", "op_name_configs");
    private static final String DEFS = "#/$defs/";

    private final List<Technique> techniques;
    private final Availability availability;
    private final ObjectNode defs = JSON.createObjectNode();

    private RecipeSchema(List<Technique> techniques, Availability availability) {
        this.techniques = techniques.stream().sorted(Comparator.comparing(Technique::configType)).toList();
        this.availability = availability;
    }

    static String render(List<Technique> techniques, Availability availability) throws JsonProcessingException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        return JSON.writer(printer).writeValueAsString(new RecipeSchema(techniques, availability).schema()) + "\n";
    }

    private ObjectNode schema() {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "mlrecipe recipe");
        root.put("description", "How to compress a Core ML model. Generated from the vocabulary.");
        root.put("type", "object");
        ObjectNode properties = root.putObject("properties");
        Key.TOP.forEach(key -> properties.set(key.word(), described(top(key.word()), key.doc())));
        stepProperties(properties);
        root.put("additionalProperties", false);
        root.putObject("if").putArray("anyOf").add(requires("variants")).add(requires("models"));
        ObjectNode single = root.putObject("else");
        single.set("if", requires("steps"));
        ArrayNode none = single.putObject("then").putObject("not").putArray("anyOf");
        Key.STEP.forEach(key -> none.add(requires(key.word())));
        none.add(requires(NamedPreset.KEY));
        ObjectNode unlisted = single.putObject("else");
        unlisted.set("if", requires(NamedPreset.KEY));
        ArrayNode others = unlisted.putObject("then").putObject("not").putArray("anyOf");
        Key.STEP.forEach(key -> others.add(requires(key.word())));
        unlisted.putObject("else").put("$ref", DEFS + "rules");
        define();
        root.set("$defs", defs);
        return root;
    }

    private JsonNode top(String word) {
        return switch (word) {
            case "target" -> wordOrList(ref("target"));
            case "devices" -> wordOrList(type("string"));
            case "measured" -> {
                ObjectNode path = type("string").put("minLength", 1);
                ObjectNode either = wordOrList(path);
                ((ArrayNode) either.get("anyOf")).add(byDevice(path));
                yield either;
            }
            case "compute_units" -> choice(List.of("all", "cpu_only", "cpu_and_gpu", "cpu_and_ne")).put("default", "all");
            case "raise_opset" -> type("boolean").put("default", false);
            case NamedPreset.KEY -> choice(NamedPreset.all().stream().map(NamedPreset::name).toList());
            case "runtime" -> JSON.createObjectNode().put("const", "coreml");
            case "steps" -> {
                ObjectNode list = type("array").put("minItems", 1);
                list.set("items", ref("step"));
                yield list;
            }
            case "expect" -> expect();
            case "variants" -> variants();
            case "data" -> data();
            case "models" -> models();
            default -> type("string").put("minLength", 1);
        };
    }

    /** Names of variants, or a list of such mappings. */
    private static ObjectNode variants() {
        ObjectNode names = type("object").put("minProperties", 1);
        names.set("additionalProperties", ref("variant"));
        ObjectNode either = JSON.createObjectNode();
        ObjectNode list = type("array").put("minItems", 1);
        list.set("items", names);
        either.putArray("anyOf").add(names).add(list);
        return either;
    }

    /** Paths by name, or what is different for a model; or paths. */
    private static ObjectNode models() {
        ObjectNode path = type("string").put("minLength", 1);
        ObjectNode different = ref("variant");
        different.putArray("required").add("model");
        ObjectNode model = JSON.createObjectNode();
        model.putArray("anyOf").add(path).add(different);
        ObjectNode named = type("object").put("minProperties", 1);
        named.set("additionalProperties", model);
        ObjectNode either = wordOrList(path);
        ((ArrayNode) either.get("anyOf")).add(named);
        return either;
    }

    /** What is different from the recipe around it, which alone tells whether the whole makes sense. */
    private void variant(ObjectNode variant) {
        variant.put("type", "object");
        ObjectNode properties = variant.putObject("properties");
        for (Key key : Key.TOP) {
            if (key.word().equals("steps")) {
                ObjectNode step = type("object");
                properties.set("steps", described(stepsOrChanges(step), key.doc()));
            } else if (!key.word().equals("variants") && !key.word().equals("models")) {
                properties.set(key.word(), described(top(key.word()), key.doc()));
            }
        }
        stepProperties(properties);
        variant.put("additionalProperties", false);
    }

    private ObjectNode stepsOrChanges(ObjectNode step) {
        stepProperties(step.putObject("properties"));
        step.put("additionalProperties", false);
        ObjectNode numbered = type("object");
        numbered.putObject("propertyNames").put("pattern", "^[1-9][0-9]*$");
        numbered.set("additionalProperties", nullOr(step));
        ObjectNode either = JSON.createObjectNode();
        either.putArray("anyOf").add(top("steps")).add(numbered).add(type("null"));
        return either;
    }

    private static ObjectNode wordOrList(JsonNode word) {
        ObjectNode either = JSON.createObjectNode();
        ObjectNode list = type("array");
        list.set("items", word);
        either.putArray("anyOf").add(word).add(list);
        return either;
    }

    private static ObjectNode data() {
        ObjectNode path = type("string").put("minLength", 1);
        ObjectNode data = type("object");
        ObjectNode properties = data.putObject("properties");
        for (Key key : Key.DATA) {
            ObjectNode value = switch (key.word()) {
                case "path" -> wordOrList(path);
                case "labels", "label_output" -> type("string").put("minLength", 1);
                case "measure" -> type("boolean").put("default", true);
                case "samples" -> type("integer").put("minimum", 1).put("default", 128);
                case "calibration_op_group_size" -> type("integer").put("minimum", -1).put("default", -1);
                default -> type("integer").put("default", 0);
            };
            properties.set(key.word(), described(value, key.doc()));
        }
        data.putArray("required").add("path");
        ObjectNode either = wordOrList(path);
        ((ArrayNode) either.get("anyOf")).add(data.put("additionalProperties", false));
        return either;
    }

    private static ObjectNode expect() {
        ObjectNode expect = type("object");
        ObjectNode properties = expect.putObject("properties");
        for (Key key : Key.EXPECT) {
            ObjectNode value = switch (key.word()) {
                case "max_size" -> ref("size");
                case "max_skipped" -> type("integer").put("minimum", 0);
                case "min_ratio" -> type("number").put("minimum", 0);
                case "max_latency_ms" -> byDevice(type("number").put("minimum", 0));
                case "max_weight_memory" -> byDevice(ref("size"));
                case "min_output_snr_db" -> byOutput(type("number"));
                case "min_cosine" -> byOutput(type("number").put("minimum", -1).put("maximum", 1));
                case "min_top1_agreement", "max_accuracy_drop" ->
                    byOutput(type("number").put("minimum", 0).put("maximum", 1));
                default -> type("number");
            };
            properties.set(key.word(), described(value, key.doc()));
        }
        return expect.put("additionalProperties", false);
    }

    /** For all outputs, or by output. */
    private static ObjectNode byOutput(ObjectNode value) {
        ObjectNode outputs = type("object");
        outputs.set("additionalProperties", value);
        ObjectNode either = JSON.createObjectNode();
        either.putArray("anyOf").add(value).add(outputs);
        return either;
    }

    private static ObjectNode byDevice(JsonNode value) {
        ObjectNode devices = type("object");
        devices.set("additionalProperties", value);
        return devices;
    }

    private void stepProperties(ObjectNode properties) {
        for (Key key : Key.STEP) {
            ObjectNode value = switch (key.word()) {
                case "config_type" -> choice(techniques.stream().map(Technique::configType).toList());
                case "joint_compression" -> type("boolean").put("default", false);
                case "op_type_configs" -> {
                    ObjectNode types = type("object");
                    types.putObject("propertyNames").putObject("not").put("const", "const");
                    yield types;
                }
                case "op_name_configs" -> type("object");
                default -> {
                    ObjectNode leaf = JSON.createObjectNode();
                    leaf.putArray("type").add("object").add("null");
                    yield leaf;
                }
            };
            properties.set(key.word(), described(value, key.doc()));
        }
    }

    private void define() {
        ArrayNode targets = defs.putObject("target").putArray("enum");
        new Targets(availability).all().stream().map(Target::word).forEach(targets::add);
        defs.set("size", type("string").put("pattern", "^[0-9]{1,18}(\\.[0-9]{1,9})? ?(B|kB|MB|GB|KiB|MiB|GiB)$"));
        ObjectNode step = defs.putObject("step").put("type", "object");
        stepProperties(step.putObject("properties"));
        step.put("additionalProperties", false).put("$ref", DEFS + "rules");
        variant(defs.putObject("variant"));
        rules(defs.putObject("rules"));
        typed(defs.putObject("typed"));
        for (Technique technique : techniques) {
            String type = technique.configType();
            ObjectNode rule = defs.putObject("rule-" + type);
            rule.set("if", ownType());
            rule.set("then", ref("typed"));
            rule.set("else", nullOr(ref(type)));
            defs.set(type, new LeafSchema(technique, availability).schema());
        }
    }

    /** What the rules of a step look like follows from its class; without one, every rule names its own. */
    private void rules(ObjectNode rules) {
        ArrayNode any = rules.putArray("anyOf");
        RULES.forEach(word -> any.add(requires(word)));
        ArrayNode all = rules.putArray("allOf");
        for (Technique technique : techniques) {
            ObjectNode branch = all.addObject();
            ObjectNode is = requires("config_type");
            is.putObject("properties").putObject("config_type").put("const", technique.configType());
            branch.set("if", is);
            branch.set("then", leaves(ref("rule-" + technique.configType())));
        }
        ObjectNode untyped = all.addObject();
        untyped.putObject("if").set("not", requires("config_type"));
        untyped.set("then", leaves(nullOr(ref("typed"))));
    }

    private static ObjectNode leaves(JsonNode leaf) {
        ObjectNode step = JSON.createObjectNode();
        ObjectNode properties = step.putObject("properties");
        properties.set("global_config", leaf);
        properties.putObject("op_type_configs").set("additionalProperties", leaf);
        properties.putObject("op_name_configs").set("additionalProperties", leaf);
        return step;
    }

    /** A leaf with a class of its own. */
    private void typed(ObjectNode typed) {
        typed.put("type", "object").putArray("required").add("config_type");
        ObjectNode properties = typed.putObject("properties");
        properties.set("config_type", choice(techniques.stream().map(Technique::configType).toList()));
        ArrayNode all = typed.putArray("allOf");
        for (Technique technique : techniques) {
            ObjectNode branch = all.addObject();
            branch.putObject("if").putObject("properties").putObject("config_type").put("const", technique.configType());
            branch.set("then", ref(technique.configType()));
        }
    }

    private static ObjectNode ownType() {
        return requires("config_type").put("type", "object");
    }

    private static ObjectNode nullOr(JsonNode leaf) {
        ObjectNode either = JSON.createObjectNode();
        either.putArray("anyOf").add(type("null")).add(leaf);
        return either;
    }

    private static JsonNode described(JsonNode value, String doc) {
        return ((ObjectNode) value).put("description", doc);
    }

    static ObjectNode ref(String name) {
        return JSON.createObjectNode().put("$ref", DEFS + name);
    }

    static ObjectNode type(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    static ObjectNode requires(String key) {
        ObjectNode node = JSON.createObjectNode();
        node.putArray("required").add(key);
        return node;
    }

    static ObjectNode choice(List<?> values) {
        ObjectNode node = JSON.createObjectNode();
        ArrayNode all = node.putArray("enum");
        values.forEach(all::addPOJO);
        return node;
    }
}
