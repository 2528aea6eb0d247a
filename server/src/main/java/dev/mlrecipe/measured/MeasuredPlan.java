package dev.mlrecipe.measured;

import dev.mlrecipe.predict.ComputeUnits;
import dev.mlrecipe.predict.Device;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a file says that a device does with a model, as far as the file's format says it.
 *
 * @param format what kind of file it is
 * @param origin where it comes from
 * @param latency milliseconds of one run
 * @param weightBytes size of the model's weight file, which tells versions of a model apart
 * @param rows operations, in the order of the file
 */
public record MeasuredPlan(
        Format format, Origin origin, Optional<Latency> latency, OptionalLong weightBytes, List<MeasuredRow> rows) {

    private static final double SAME_SIZE = 0.02;
    private static final long AROUND_A_WEIGHT = 128;

    public MeasuredPlan {
        rows = List.copyOf(rows);
    }

    /** Kinds of files. */
    public enum Format {
        /** What {@code examples/measure_on_mac.py} writes: {@code schema/measured.schema.json}. */
        MLRECIPE("mlrecipe"),
        /** coremltools' {@code ComputePlan.to_dict} or what its {@code from_dict} reads. */
        COREMLTOOLS("coremltools"),
        /** WhisperKit's {@code *.mlcomputeplan.json}. */
        WHISPERKIT("whisperkit"),
        /** CoreMLProfiler's {@code compute_plan_operation_table.json}. */
        COREML_PROFILER("coreml_profiler");

        private final String word;

        Format(String word) {
            this.word = word;
        }

        /** The word of reports. */
        public String word() {
            return word;
        }
    }

    /**
     * Where a file comes from; whatever it does not say is empty.
     *
     * @param model name of the model
     * @param device model identifier of the device, for example {@code Mac15,3}
     * @param chip its chip, for example {@code M3}
     * @param os its system, for example {@code macOS 15.4}
     * @param computeUnits what the model might use
     */
    public record Origin(
            Optional<String> model,
            Optional<String> device,
            Optional<String> chip,
            Optional<String> os,
            Optional<ComputeUnits> computeUnits) {

        /** Nothing is said. */
        static final Origin UNKNOWN =
                new Origin(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** {@code Mac15,3 (M3), macOS 15.4}, as far as it is known; empty if nothing is. */
        public String words() {
            String where = device.map(name -> chip.map(c -> name + " (" + c + ")").orElse(name)).or(() -> chip).orElse("");
            return Stream.of(where, os.orElse("")).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
        }
    }

    /**
     * Milliseconds of one run, over several.
     *
     * @param median half of the runs took at most so long
     * @param min the quickest
     * @param max the slowest
     */
    public record Latency(double median, double min, double max) {}

    /** Why nothing of the file can be used for a model that runs on these units, in words that follow its path. */
    public Optional<String> refusal(Match match, ComputeUnits units) {
        if (!match.fits()) {
            return Optional.of("is about another model: this one has " + match.rows().size() + " of its " + match.total()
                    + " operations");
        }
        return origin.computeUnits()
                .filter(measured -> measured != units)
                .map(measured -> "was measured with compute_units: " + measured.word() + ", and the model runs with "
                        + units.word());
    }

    /**
     * Whether the file measured weights of this size; true where it does not say. A weight file has up to some 128 bytes
     * around every weight, and small weights that no recipe speaks of.
     *
     * @param bytes size of the weights
     * @param weights number of weights
     */
    public boolean hasWeights(long bytes, int weights) {
        return weightBytes.isEmpty()
                || Math.abs(weightBytes.getAsLong() - bytes) <= SAME_SIZE * bytes + AROUND_A_WEIGHT * weights;
    }

    /** Those of some devices that the file is about: the ones with its chip; where it names none, the only one. */
    public List<Device> about(List<Device> devices) {
        Optional<String> chip = origin.chip();
        return chip.isPresent()
                ? devices.stream().filter(device -> device.chip().name().equalsIgnoreCase(chip.get())).toList()
                : devices.size() == 1 ? devices : List.of();
    }
}
