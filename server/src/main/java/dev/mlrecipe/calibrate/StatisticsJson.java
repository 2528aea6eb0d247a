package dev.mlrecipe.calibrate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.mlrecipe.coreml.activation.Range;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Statistics as JSON: an object of values' names, each with its smallest and largest number, {@code "relu_1": [0, 1.25]}.
 * The form of coremltools' {@code activation_stats}, {@code {"rmin": 0, "rmax": 1.25}}, is read as well.
 */
public final class StatisticsJson {
    /** Bytes of a file, at most. */
    public static final long LARGEST = 64L << 20;

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private StatisticsJson() {}

    /** @throws StatisticsException if the text is something else */
    public static Statistics read(byte[] text) throws StatisticsException {
        Map<String, Range> ranges = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new StatisticsException("no statistics: an object of values' names with [min, max] expected");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                ranges.put(name, range(name, parser));
            }
            if (parser.nextToken() != null) {
                throw new StatisticsException(place(parser.currentLocation()) + "more than one JSON document");
            }
        } catch (JsonProcessingException wrong) {
            throw new StatisticsException(place(wrong.getLocation()) + "no JSON: " + firstLine(wrong.getOriginalMessage()));
        } catch (IOException impossible) {
            throw new IllegalStateException("bytes can be read", impossible);
        }
        if (ranges.isEmpty()) {
            throw new StatisticsException("no statistics: the object is empty");
        }
        return new Statistics(ranges);
    }

    private static Range range(String name, JsonParser parser) throws IOException, StatisticsException {
        JsonToken start = parser.nextToken();
        double[] ends = new double[2];
        if (start == JsonToken.START_ARRAY) {
            ends[0] = number(name, parser, parser.nextToken());
            ends[1] = number(name, parser, parser.nextToken());
            if (parser.nextToken() != JsonToken.END_ARRAY) {
                throw wrong(name, parser, "more than two numbers");
            }
        } else if (start == JsonToken.START_OBJECT) {
            boolean[] seen = new boolean[2];
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                int end = parser.currentName().equals("rmin") ? 0 : parser.currentName().equals("rmax") ? 1 : -1;
                if (end < 0) {
                    throw wrong(name, parser, "the key \"" + parser.currentName() + "\"");
                }
                seen[end] = true;
                ends[end] = number(name, parser, parser.nextToken());
            }
            if (!seen[0] || !seen[1]) {
                throw wrong(name, parser, "only one of rmin and rmax");
            }
        } else {
            throw wrong(name, parser, "something else");
        }
        if (ends[0] > ends[1]) {
            throw wrong(name, parser, ends[0] + " before the smaller " + ends[1]);
        }
        return new Range(ends[0], ends[1]);
    }

    private static double number(String name, JsonParser parser, JsonToken token) throws IOException, StatisticsException {
        if (token == null || !token.isNumeric() || !Double.isFinite(parser.getDoubleValue())) {
            throw wrong(name, parser, token == null ? "nothing" : "\"" + parser.getText() + "\"");
        }
        return parser.getDoubleValue();
    }

    private static StatisticsException wrong(String name, JsonParser parser, String found) {
        return new StatisticsException(place(parser.currentTokenLocation()) + "value " + name
                + ": [min, max] of finite numbers expected, found " + found);
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }

    private static String firstLine(String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    /** Statistics as text, a value per line. */
    public static String write(Statistics statistics) {
        StringBuilder text = new StringBuilder("{\n");
        Iterator<Map.Entry<String, Range>> entries =
                statistics.ranges().entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, Range> entry = entries.next();
            text.append("  \"")
                    .append(JsonStringEncoder.getInstance().quoteAsString(entry.getKey()))
                    .append("\": [")
                    .append(entry.getValue().min())
                    .append(", ")
                    .append(entry.getValue().max())
                    .append(entries.hasNext() ? "],\n" : "]\n");
        }
        return text.append("}\n").toString();
    }
}
