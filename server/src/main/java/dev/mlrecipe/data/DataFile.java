package dev.mlrecipe.data;

import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlParser;
import dev.mlrecipe.yaml.YamlTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads the product's own tables, with the parser of recipes; a key too many or too few is a mistake of the product. */
public final class DataFile {
    private DataFile() {}

    /** The rows below the keys of a file, which must be exactly these; one that ends with {@code ?} may be absent. */
    public static Row read(String resource, String... keys) {
        try (InputStream in = DataFile.class.getResourceAsStream(resource)) {
            YamlTree tree = YamlParser.parse(Text.of(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            if (!tree.problems().isEmpty()) {
                throw new IllegalStateException(resource + ": " + tree.problems().getFirst());
            }
            return Row.of(resource, tree.root(), keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A mapping.
     *
     * @param place for messages
     * @param values by key
     */
    public record Row(String place, Map<String, Node> values) {

        private static Row of(String place, Node node, String... keys) {
            if (!(node instanceof Node.Mapping mapping)) {
                throw new IllegalStateException(place + ": a mapping expected, found " + node.what());
            }
            Map<String, Node> values = new LinkedHashMap<>();
            mapping.entries().forEach(entry -> values.put(entry.key().text(), entry.value()));
            Set<String> allowed = new HashSet<>();
            Set<String> needed = new HashSet<>();
            for (String key : keys) {
                allowed.add(key.replace("?", ""));
                if (!key.endsWith("?")) {
                    needed.add(key);
                }
            }
            if (!allowed.containsAll(values.keySet()) || !values.keySet().containsAll(needed)) {
                throw new IllegalStateException(place + ": keys " + values.keySet() + ", " + List.of(keys) + " expected");
            }
            return new Row(place, values);
        }

        /** Whether there is something below a key that need not be there. */
        public boolean has(String key) {
            return values.containsKey(key);
        }

        /** The mapping below a key, with exactly these keys. */
        public Row row(String key, String... keys) {
            return of(place + ", " + key, values.get(key), keys);
        }

        /** The mappings below the keys of a mapping, each with exactly these keys, in their order. */
        public <T> Map<String, T> named(String key, Function<Row, T> read, String... keys) {
            Map<String, T> named = new LinkedHashMap<>();
            mapping(key).entries().forEach(entry -> named.put(
                    entry.key().text(),
                    read.apply(of(place + ", " + key + ", " + entry.key().text(), entry.value(), keys))));
            return named;
        }

        /** The mappings of a list, each with exactly these keys. */
        public <T> List<T> rows(String key, Function<Row, T> read, String... keys) {
            return items(key).stream().map(node -> read.apply(of(place + ", " + key, node, keys))).toList();
        }

        public String word(String key) {
            return scalar(key, values.get(key));
        }

        public int number(String key) {
            return Integer.parseInt(word(key));
        }

        public double decimal(String key) {
            return Double.parseDouble(word(key));
        }

        public List<String> words(String key) {
            return items(key).stream().map(node -> scalar(key, node)).toList();
        }

        /** Words by word. */
        public Map<String, String> map(String key) {
            Map<String, String> map = new LinkedHashMap<>();
            mapping(key).entries().forEach(entry -> map.put(entry.key().text(), scalar(key, entry.value())));
            return map;
        }

        private Node.Mapping mapping(String key) {
            if (!(values.get(key) instanceof Node.Mapping mapping)) {
                throw new IllegalStateException(place + ", " + key + ": a mapping expected");
            }
            return mapping;
        }

        private List<Node> items(String key) {
            if (!(values.get(key) instanceof Node.Sequence sequence)) {
                throw new IllegalStateException(place + ", " + key + ": a list expected");
            }
            return sequence.items();
        }

        private String scalar(String key, Node node) {
            if (!(node instanceof Node.Scalar scalar)) {
                throw new IllegalStateException(place + ", " + key + ": a word expected, found " + node.what());
            }
            return scalar.text();
        }
    }
}
