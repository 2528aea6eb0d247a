package dev.mlrecipe.predict;

import dev.mlrecipe.data.DataFile;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The constants of the cost model: {@code schema/predictor.yaml}, which says what each of them means. */
public final class Constants {
    private final Map<String, Constant> constants;
    private final Map<String, Double> ranges;

    /**
     * One constant.
     *
     * @param is its value
     * @param basis where it comes from
     * @param source who or what speaks for it
     * @param says what it means
     */
    public record Constant(double is, Basis basis, String source, String says) {}

    /** Where a constant comes from. */
    public enum Basis {
        FITTED,
        MEASURED,
        ASSUMED
    }

    private Constants(Map<String, Constant> constants, Map<String, Double> ranges) {
        this.constants = constants;
        this.ranges = ranges;
    }

    /** The values that belong to the product. */
    public static Constants load() {
        DataFile.Row file = DataFile.read("/mlrecipe/schema/predictor.yaml", "constants", "ranges");
        Map<String, Double> ranges = new LinkedHashMap<>();
        file.map("ranges").forEach((word, factor) -> ranges.put(word, Double.valueOf(factor)));
        return new Constants(
                file.named(
                        "constants",
                        row -> new Constant(
                                row.decimal("is"),
                                Basis.valueOf(row.word("basis").toUpperCase(Locale.ROOT)),
                                row.word("source"),
                                row.word("says")),
                        "is", "basis", "source", "says"),
                ranges);
    }

    /** All constants by name. */
    public Map<String, Constant> all() {
        return Map.copyOf(constants);
    }

    /** The same with other values for some. */
    public Constants with(Map<String, Double> values) {
        Map<String, Constant> changed = new LinkedHashMap<>(constants);
        values.forEach((name, value) -> {
            Constant old = Objects.requireNonNull(constants.get(name), name);
            changed.put(name, new Constant(value, old.basis(), old.source(), old.says()));
        });
        return new Constants(changed, ranges);
    }

    double get(String name) {
        return Objects.requireNonNull(constants.get(name), name).is();
    }

    /** The factor between a prediction and both ends of its range. */
    double range(Confidence confidence) {
        return ranges.get(confidence.word());
    }
}
