package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.MissingKey;
import dev.mlrecipe.finding.UnknownKey;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code data}: a path, a list of paths, or a mapping with more about them. */
final class DataParser {
    private static final String DATA = "data";
    private static final String PATH = "path";

    private final Scope scope;
    private final ValueReader values;

    DataParser(Scope scope) {
        this.scope = scope;
        this.values = new ValueReader(scope.findings());
    }

    /** Empty where no path is left. */
    Optional<DataEntry> read(Node node) {
        if (!(node instanceof Node.Mapping data)) {
            return entry(paths(DATA, node), DataEntry.SAMPLES, 0, 0, true, Optional.empty(), node);
        }
        for (Node.Entry entry : data.entries()) {
            if (Key.of(Key.DATA, entry.key().text()).isEmpty()) {
                Optional<Fix> remove = TreeEdits.remove(scope.text(), data, entry);
                scope.findings()
                        .add(UnknownKey.of(entry.key().span(), entry.key().text(), DATA, Key.words(Key.DATA), remove));
            }
        }
        if (!data.has(PATH) && scope.complete(data)) {
            scope.findings().add(MissingKey.of(data.span(), "data needs a path: a file or folder of samples", List.of()));
        }
        return entry(
                data.get(PATH).map(paths -> paths(PATH, paths)).orElse(List.of()),
                Math.toIntExact(whole(data, "samples", 1, Integer.MAX_VALUE, DataEntry.SAMPLES)),
                whole(data, "seed", Long.MIN_VALUE, Long.MAX_VALUE, 0),
                Math.toIntExact(Math.max(0, whole(data, "calibration_op_group_size", -1, Integer.MAX_VALUE, -1))),
                data.get("measure").flatMap(flag -> values.flag("measure", flag)).orElse(true),
                labels(data),
                node);
    }

    private static Optional<DataEntry> entry(
            List<Located<String>> paths,
            int samples,
            long seed,
            int groupSize,
            boolean measure,
            Optional<LabelsEntry> labels,
            Node node) {
        return paths.isEmpty()
                ? Optional.empty()
                : Optional.of(new DataEntry(paths, samples, seed, groupSize, measure, labels, node.span()));
    }

    private List<Located<String>> paths(String key, Node node) {
        List<Located<String>> paths = new ArrayList<>();
        for (Node item : ValueReader.items(node)) {
            values.text(key, item, "a path, or a list of them").ifPresent(text -> paths.add(new Located<>(text, item.span())));
        }
        return paths;
    }

    private Optional<LabelsEntry> labels(Node.Mapping data) {
        Optional<Located<String>> output = text(data, "label_output", "the name of an output");
        return text(data, "labels", "a path").map(path -> new LabelsEntry(path, output));
    }

    private Optional<Located<String>> text(Node.Mapping data, String key, String expected) {
        return data.get(key).flatMap(node ->
                values.text(key, node, expected).map(text -> new Located<>(text, node.span())));
    }

    private long whole(Node.Mapping data, String key, long min, long max, long usual) {
        return data.get(key).flatMap(node -> values.whole(key, node, min, max)).orElse(usual);
    }
}
