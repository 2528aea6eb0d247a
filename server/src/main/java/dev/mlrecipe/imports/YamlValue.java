package dev.mlrecipe.imports;

import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values as YAML in one line. */
final class YamlValue {
    private static final Pattern TYPE = Pattern.compile("q?u?int\\d+|float\\d+(?:_e\\dm\\d\\w*)?");

    /** A list may hold itself. */
    private static final int DEEPEST = 10;

    /** Values of one value: a list may hold another many times. */
    private static final int MOST = 100;

    private int left = MOST;

    private YamlValue() {}

    /** The value; empty where it cannot be seen. Types such as {@code np.int8} are their last name. */
    static Optional<String> of(Value value) {
        return new YamlValue().of(value, 0);
    }

    private Optional<String> of(Value value, int depth) {
        if (depth > DEEPEST || left-- <= 0) {
            return Optional.empty();
        }
        return switch (Value.plain(value)) {
            case Value.Text text -> Optional.of(YamlWords.of(text.value()));
            case Value.Numeral number -> Optional.of(number.text());
            case Value.Flag flag -> Optional.of(Boolean.toString(flag.value()));
            case Value.None none -> Optional.of("null");
            case Value.Symbol symbol when TYPE.matcher(symbol.last()).matches() -> Optional.of(symbol.last());
            case Value.Items items -> list(items.items(), depth + 1);
            case Value.Dict dict -> mapping(dict.entries(), depth + 1);
            default -> Optional.empty();
        };
    }

    private Optional<String> list(List<Value> items, int depth) {
        List<String> texts = new ArrayList<>();
        for (Value item : items) {
            Optional<String> text = of(item, depth);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            texts.add(text.get());
        }
        return Optional.of("[" + String.join(", ", texts) + "]");
    }

    private Optional<String> mapping(Map<String, Value> entries, int depth) {
        List<String> texts = new ArrayList<>();
        for (Map.Entry<String, Value> entry : entries.entrySet()) {
            Optional<String> text = of(entry.getValue(), depth);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            texts.add(YamlWords.of(entry.getKey()) + ": " + text.get());
        }
        return Optional.of("{" + String.join(", ", texts) + "}");
    }
}
