package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.suggest.Suggestion;
import dev.mlrecipe.suggest.Suggestion.Point;
import java.util.List;
import java.util.Locale;

/** A suggested recipe as JSON: {@code schema/suggest.schema.json}. */
public final class SuggestionJson {
    private SuggestionJson() {}

    /**
     * @param model the model's path
     * @param recipe where the recipe was written
     */
    public static ObjectNode of(String model, String recipe, Suggestion suggestion) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", 1);
        root.put("model", model);
        root.put("recipe", recipe);
        root.put("rules", suggestion.rules());
        root.set("reached", point(suggestion.reached()));
        root.put("least_snr_db", suggestion.leastSnrDb().isPresent()
                ? finite(suggestion.leastSnrDb().getAsDouble())
                : null);
        root.set("ideal", point(suggestion.ideal()));
        if (suggestion.latency().isPresent()) {
            Suggestion.Latency latency = suggestion.latency().get();
            root.putObject("latency")
                    .put("device", latency.device())
                    .put("latency_ms", latency.milliseconds())
                    .put("baseline_ms", latency.baseline());
        } else {
            root.putNull("latency");
        }
        root.put("snr_of", suggestion.subject().name().toLowerCase(Locale.ROOT));
        if (suggestion.measured().isPresent()) {
            ObjectNode measured = root.putObject("measured");
            measured.put("samples", suggestion.measured().get().samples());
            ArrayNode outputs = measured.putArray("outputs");
            suggestion.measured().get().outputs().forEach(output -> outputs.addObject()
                    .put("name", output.name())
                    .put("snr_db", finite(output.snrDb()))
                    .put("mean_cosine", output.meanCosine()));
        } else {
            root.putNull("measured");
        }
        root.set("frontier", points(suggestion.frontier()));
        root.set("uniform", points(suggestion.uniform()));
        return root;
    }

    private static ArrayNode points(List<Point> points) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        points.forEach(point -> array.add(point(point)));
        return array;
    }

    private static ObjectNode point(Point point) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("title", point.title());
        node.put("stored_bytes", point.storedBytes());
        node.put("float16_ratio", point.ratio());
        node.put("error", point.error());
        node.put("snr_db", finite(point.snrDb()));
        return node;
    }

    /** JSON knows no infinity: without error there is no ratio. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
