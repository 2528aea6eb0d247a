package dev.mlrecipe.bench.predictor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One row of {@code bench/published.csv}.
 *
 * @param fields its cells by column
 */
record Published(Map<String, String> fields) {

    static List<Published> read(Path csv) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        List<String> heads = cells(lines.get(0));
        List<Published> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            Map<String, String> fields = new HashMap<>();
            for (int i = 0; i < heads.size(); i++) {
                fields.put(heads.get(i), cells.get(i));
            }
            rows.add(new Published(fields));
        }
        return rows;
    }

    /** Comma separated cells, those with commas in double quotes. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    String get(String column) {
        return fields.get(column);
    }

    String id() {
        return get("id");
    }

    String model() {
        return get("model");
    }

    /** What is left out of a fit together: a model, or all sizes of one that differ in nothing else. */
    String family() {
        return model().startsWith("MobileOne") ? "MobileOne" : model();
    }

    /** Milliseconds, also where only a rate is published; empty if neither is. */
    OptionalDouble latency() {
        boolean rate = !get("throughput").isEmpty() && !get("throughput_unit").equals("TOPS");
        // Latencies beside iterations per second are those of whole images.
        if (rate && (get("latency_ms").isEmpty() || get("throughput_unit").equals("iter/s"))) {
            return OptionalDouble.of(1000 / Double.parseDouble(get("throughput")));
        }
        return get("latency_ms").isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Double.parseDouble(get("latency_ms")));
    }

    double ms() {
        return latency().orElseThrow();
    }

    double number(String column) {
        return Double.parseDouble(get(column));
    }

    boolean baseline() {
        return get("scheme").equals("float16");
    }

    /** Whether both stand in one table, so that they were measured under the same conditions. */
    boolean sameTable(Published other) {
        return model().equals(other.model())
                && get("source").equals(other.get("source"))
                && get("device").equals(other.get("device"))
                && context().equals(other.context());
    }

    /** What follows the form of the weights in the name of a configuration. */
    String context() {
        int at = get("config").indexOf("max context");
        return at < 0 ? "" : get("config").substring(at);
    }
}
