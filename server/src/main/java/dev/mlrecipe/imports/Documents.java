package dev.mlrecipe.imports;

import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlParser;
import dev.mlrecipe.yaml.YamlTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** YAML and JSON that a script reads: texts of its own, and files in its folder. */
final class Documents {
    private final Run run;

    Documents(Run run) {
        this.run = run;
    }

    /** What {@code from_yaml} and {@code yaml.safe_load} make of a path, an open file or a text. */
    Value yaml(Value given, Arguments arguments) {
        return switch (Value.plain(given)) {
            case Value.Stream stream when stream.content().isPresent() -> parsed(stream.content().get(), arguments);
            case Value.Stream stream -> file(stream.path(), arguments);
            // A text with lines is a document, one without is a path.
            case Value.Text text when text.value().contains("\n") || text.value().contains("{") ->
                parsed(text.value(), arguments);
            case Value other -> file(other, arguments);
        };
    }

    private Value parsed(String content, Arguments arguments) {
        return of(content).orElseGet(() -> run.unknown(arguments.call()));
    }

    private Value file(Value path, Arguments arguments) {
        Optional<String> words = Value.text(path);
        if (words.isEmpty()) {
            return path instanceof Value.Unknown ? path : run.unknown(arguments.call());
        }
        Optional<String> within = PathWords.within(words.get());
        Optional<String> content = within.flatMap(run.source.files());
        if (content.isPresent()) {
            return parsed(content.get(), arguments);
        }
        String why = within.isEmpty()
                ? ", which is not in the script's folder,"
                : ", of which there is no readable file in the script's folder,";
        return new Value.Unknown(words.get() + why, arguments.line());
    }

    /** A document as values; empty if it is none. */
    static Optional<Value> of(String content) {
        YamlTree tree = YamlParser.parse(Text.of(content));
        return tree.root() instanceof Node.Mapping ? Optional.of(value(tree.root(), 0)) : Optional.empty();
    }

    private static Value value(Node node, int depth) {
        return switch (node) {
            case Node.Mapping mapping when depth < 50 -> {
                Map<String, Value> entries = new LinkedHashMap<>();
                mapping.entries().forEach(e -> entries.put(e.key().text(), value(e.value(), depth + 1)));
                yield new Value.Dict(entries);
            }
            case Node.Sequence list when depth < 50 ->
                new Value.Items(new ArrayList<>(list.items().stream().map(item -> value(item, depth + 1)).toList()));
            case Node.Scalar scalar -> scalar(scalar);
            default -> Value.NONE;
        };
    }

    private static Value scalar(Node.Scalar scalar) {
        return switch (scalar.kind()) {
            case NULL -> Value.NONE;
            case BOOLEAN -> new Value.Flag(scalar.text().equalsIgnoreCase("true"));
            case INTEGER, FLOAT -> Numbers.literal(scalar.text().replaceFirst("^\\+", ""))
                    .or(() -> Numbers.literal(scalar.text().substring(1))
                            .flatMap(n -> Numbers.apply("-", new Value.Numeral("0"), (Value.Numeral) n)))
                    .orElseGet(() -> new Value.Text(scalar.text()));
            case STRING -> new Value.Text(scalar.text());
        };
    }
}
