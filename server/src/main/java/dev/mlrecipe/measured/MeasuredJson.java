package dev.mlrecipe.measured;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads measured files of every known format. */
public final class MeasuredJson {
    /** Bytes of a file, at most: ten times what the plan of a large language model takes. */
    public static final int LARGEST = 32 << 20;

    /** Rows of a file, at most. */
    static final int MOST_ROWS = 200_000;

    private static final int DEEPEST = 32;
    /** The library's way to write a place. */
    private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;]*; (line): ([0-9]+), (column): ([0-9]+)]");
    private static final int LONGEST_WORD = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_WORD)
                            .maxNameLength(LONGEST_WORD)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private MeasuredJson() {}

    /**
     * Reads a file.
     *
     * @param bytes its content
     * @throws MeasuredException if it is no measured file; the message says where
     */
    public static MeasuredPlan read(byte[] bytes) throws MeasuredException {
        if (bytes.length > LARGEST) {
            throw new MeasuredException(tooLarge(bytes.length));
        }
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (StreamConstraintsException limit) {
            throw new MeasuredException(place(limit) + "nested deeper than " + DEEPEST
                    + " levels or a word longer than " + LONGEST_WORD + " characters, which no measured file has");
        } catch (JsonProcessingException broken) {
            throw new MeasuredException(place(broken) + "no JSON: " + firstLine(broken.getOriginalMessage()));
        } catch (IOException impossible) {
            throw new MeasuredException(firstLine(impossible.getMessage()));
        }
        JsonValue value = JsonValue.root(root);
        if (root.isArray()) {
            return ProfilerTable.read(value);
        }
        if (root.has("mlrecipe_measured")) {
            return OwnFormat.read(value);
        }
        if (root.has("infos")) {
            return CoremltoolsPlan.read(value);
        }
        if (isWhisperKit(root)) {
            return WhisperKitPlan.read(value);
        }
        throw new MeasuredException("no measured file: an object with \"mlrecipe_measured\" (examples/measure_on_mac.py),"
                + " with \"infos\" (coremltools) or of operations with \"dispatch\" (WhisperKit) expected, "
                + value.found() + " found");
    }

    /** What to say of a file that is not even read. */
    public static String tooLarge(long bytes) {
        return bytes + " bytes are no measured file; at most " + LARGEST + " are read";
    }

    private static boolean isWhisperKit(JsonNode root) {
        Iterator<Map.Entry<String, JsonNode>> fields = root.fields();
        return fields.hasNext() && fields.next().getValue().has("dispatch");
    }

    private static String place(JsonProcessingException problem) {
        JsonLocation location = problem.getLocation();
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }

    private static String firstLine(String message) {
        return message == null ? "" : SOURCE.matcher(message.lines().findFirst().orElse("")).replaceAll("$1 $2, $3 $4");
    }
}
