package dev.mlrecipe.measured;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;

/**
 * A value of a JSON document and where it stands, so that whatever is wrong with it can be said.
 *
 * @param path for example {@code infos[3].path}; empty for the document
 */
record JsonValue(String path, JsonNode node) {
    private static final int LONGEST_SHOWN = 40;

    static JsonValue root(JsonNode node) {
        return new JsonValue("", node);
    }

    /** The value of a key; a missing one is as {@code null}. */
    JsonValue at(String key) {
        return new JsonValue(path.isEmpty() ? key : path + "." + key, node.path(key));
    }

    boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    JsonValue object() throws MeasuredException {
        if (!node.isObject()) {
            throw wrong("an object");
        }
        return this;
    }

    List<JsonValue> items() throws MeasuredException {
        if (!node.isArray()) {
            throw wrong("a list");
        }
        atMost();
        List<JsonValue> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new JsonValue(path + "[" + i + "]", node.get(i)));
        }
        return items;
    }

    List<JsonValue> entries() throws MeasuredException {
        object();
        atMost();
        return StreamSupport.stream(((Iterable<Map.Entry<String, JsonNode>>) node::fields).spliterator(), false)
                .map(entry -> at(entry.getKey()))
                .toList();
    }

    private void atMost() throws MeasuredException {
        if (node.size() > MeasuredJson.MOST_ROWS) {
            throw new MeasuredException(
                    where() + node.size() + " entries, at most " + MeasuredJson.MOST_ROWS + " expected");
        }
    }

    String text() throws MeasuredException {
        if (!node.isTextual()) {
            throw wrong("a word in quotes");
        }
        return node.textValue();
    }

    Optional<String> optionalText() throws MeasuredException {
        return isAbsent() ? Optional.empty() : Optional.of(text()).filter(text -> !text.isBlank());
    }

    /** A number that is not negative. */
    double number() throws MeasuredException {
        if (!node.isNumber() || !(node.doubleValue() >= 0) || !Double.isFinite(node.doubleValue())) {
            throw wrong("a number that is not negative");
        }
        return node.doubleValue();
    }

    OptionalDouble optionalNumber() throws MeasuredException {
        return isAbsent() ? OptionalDouble.empty() : OptionalDouble.of(number());
    }

    MeasuredException wrong(String expected) {
        return new MeasuredException(where() + expected + " expected, " + found() + " found");
    }

    private String where() {
        return path.isEmpty() ? "" : path + ": ";
    }

    String found() {
        if (isAbsent()) {
            return "nothing";
        }
        if (node.isContainerNode()) {
            return node.isObject() ? "an object" : "a list";
        }
        String text = node.toString().replaceAll("\\p{Cntrl}|\\u2028|\\u2029", "?");
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    }
}
