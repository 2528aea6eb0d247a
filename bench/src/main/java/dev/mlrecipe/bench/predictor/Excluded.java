package dev.mlrecipe.bench.predictor;

import java.util.Optional;

/**
 * A published row that no prediction is held against.
 *
 * @param id the row
 * @param reason why
 */
record Excluded(String id, String reason) {

    static Optional<String> reason(Published row, Graphs graphs) {
        if (row.latency().isEmpty()) {
            return Optional.of("sizes or accuracy only, no latency");
        }
        if (row.id().equals("R219")) {
            return Optional.of("measured at reduced power, which is not predicted");
        }
        if (row.get("config").contains("no KV cache") || row.get("config").contains("model I/O")) {
            return Optional.of("another program: without a cache, or with the cache copied in and out");
        }
        if (row.model().startsWith("MobileCLIP2") || row.model().contains("S2 (text") || row.model().contains("B (text")
                || row.model().contains("(LT)") || row.model().contains("S3 (text") || row.model().contains("S4 (text")) {
            return Optional.of("the same program and figure as another row");
        }
        if (graphs.of(row).isEmpty()) {
            return Optional.of("no program at hand for " + row.model());
        }
        return Optional.empty();
    }
}
