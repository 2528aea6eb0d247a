package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.UnknownKey;
import dev.mlrecipe.recipe.AccuracyLimit.Measure;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Reads {@code expect}. */
final class ExpectationsParser {
    private final Scope scope;
    private final ValueReader values;

    ExpectationsParser(Scope scope) {
        this.scope = scope;
        this.values = new ValueReader(scope.findings());
    }

    Expectations read(Node node) {
        if (!(node instanceof Node.Mapping expect)) {
            if (!node.isNull()) {
                values.wrong("expect", node, "a mapping such as {min_ratio: 4}", Optional.empty());
            }
            return Expectations.none();
        }
        for (Node.Entry entry : expect.entries()) {
            if (Key.of(Key.EXPECT, entry.key().text()).isEmpty()) {
                Optional<Fix> remove = TreeEdits.remove(scope.text(), expect, entry);
                scope.findings()
                        .add(UnknownKey.of(
                                entry.key().span(), entry.key().text(), "expect", Key.words(Key.EXPECT), remove));
            }
        }
        return new Expectations(
                single(expect, "min_ratio", (k, n) -> values.real(k, n, 0, Double.MAX_VALUE)),
                single(expect, "max_size", this::size),
                single(expect, "min_snr_db", (k, n) -> values.real(k, n, -Double.MAX_VALUE, Double.MAX_VALUE)),
                single(expect, "max_skipped", (k, n) -> values.whole(k, n, 0, Integer.MAX_VALUE).map(Math::toIntExact)),
                byDevice(expect, "max_latency_ms", (k, n) -> values.real(k, n, 0, Double.MAX_VALUE)),
                byDevice(expect, "max_weight_memory", this::size),
                accuracy(expect));
    }

    /** A number for all outputs, or a mapping from outputs to numbers. */
    private List<AccuracyLimit> accuracy(Node.Mapping expect) {
        List<AccuracyLimit> limits = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            expect.get(measure.key()).ifPresent(node -> {
                if (node instanceof Node.Mapping outputs) {
                    for (Node.Entry entry : outputs.entries()) {
                        limit(measure, Optional.of(entry.key()), entry.value()).ifPresent(limits::add);
                    }
                } else {
                    limit(measure, Optional.empty(), node).ifPresent(limits::add);
                }
            });
        }
        return limits;
    }

    private Optional<AccuracyLimit> limit(Measure measure, Optional<Node.Scalar> output, Node node) {
        return values.real(measure.key(), node, measure.min(), measure.max())
                .map(value -> new AccuracyLimit(
                        measure,
                        output.map(Node.Scalar::text),
                        output.map(Node::span),
                        new Located<>(value, node.span())));
    }

    private Optional<Long> size(String key, Node node) {
        if (!(node instanceof Node.Scalar scalar)) {
            values.wrong(key, node, Quantity.EXPECTED, Optional.empty());
            return Optional.empty();
        }
        Optional<Long> bytes = Quantity.bytes(scalar.text());
        if (bytes.isEmpty()) {
            values.wrong(key, node, Quantity.EXPECTED, Quantity.nearest(scalar.text()));
        }
        return bytes;
    }

    private static <T> Optional<Located<T>> single(
            Node.Mapping expect, String key, BiFunction<String, Node, Optional<T>> read) {
        return expect.get(key)
                .flatMap(node -> read.apply(key, node).map(value -> new Located<>(value, node.span())));
    }

    private <T> Map<String, Located<T>> byDevice(
            Node.Mapping expect, String key, BiFunction<String, Node, Optional<T>> read) {
        Map<String, Located<T>> limits = new LinkedHashMap<>();
        expect.get(key).ifPresent(node -> {
            if (node instanceof Node.Mapping devices) {
                for (Node.Entry entry : devices.entries()) {
                    read.apply(key, entry.value())
                            .ifPresent(v -> limits.put(
                                    entry.key().text(), new Located<>(v, entry.value().span())));
                }
            } else {
                values.wrong(key, node, Key.of(Key.EXPECT, key).orElseThrow().takes(), Optional.empty());
            }
        });
        return limits;
    }
}
