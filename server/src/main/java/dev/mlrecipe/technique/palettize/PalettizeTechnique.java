package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.technique.CalibrationOptions;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Proposal.Basis;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Violation;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.palettize.PaletteOptions.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Palettization: every weight becomes an index into a small table of values. */
public final class PalettizeTechnique implements Technique {
    private static final List<Option> OPTIONS = List.of(
            Option.of(
                    "mode",
                    new OptionType.Words(List.of("kmeans", "uniform", "unique"), true, Map.of("custom", "kmeans")),
                    "kmeans",
                    "How entries are chosen. `kmeans`: least squared error, found exactly for single values (to within"
                            + " some millionths for a table of more than a million float32 values). `uniform`: equally"
                            + " spaced from the least to the greatest value. `unique`: the values themselves, where"
                            + " there are no more than 256 of them."),
            Option.optional(
                    "nbits",
                    new OptionType.Choice(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), Map.of()),
                    "Bits of one index; the table has 2^nbits entries. Needed for `kmeans` and `uniform`; with"
                            + " `unique` the values decide. 3 bits need iOS 18; 5 and 7"
                            + " exist in neural networks only."),
            Option.of(
                    "granularity",
                    OptionType.Words.of("per_tensor", PaletteOptions.PER_GROUPED_CHANNEL),
                    "per_tensor",
                    "One table for the whole weight, or one for every `group_size` channels (iOS 18)."),
            Option.of(
                    "group_size",
                    new OptionType.Whole(0, Integer.MAX_VALUE),
                    32L,
                    "Channels that share a table with `per_grouped_channel`; has to divide their number. 0: all."),
            Option.optional(
                    "channel_axis",
                    new OptionType.Whole(-5, 4),
                    "Axis of the groups with `per_grouped_channel`; negative counts from the last. Default: the"
                            + " output channels."),
            Option.of(
                    "cluster_dim",
                    new OptionType.Whole(1, 1 << 16),
                    1L,
                    "Elements of one table entry. More than 1 makes a table of vectors of neighbouring channels"
                            + " (iOS 18): nbits / cluster_dim bits per weight. Entries are found by k-means with a fixed"
                            + " seed; large groups start from a part of their vectors."),
            Option.of(
                    "enable_per_channel_scale",
                    new OptionType.Flag(),
                    false,
                    "Divide each output channel by its greatest magnitude before the table is made, and keep the"
                            + " scales (iOS 18; before iOS 26 each output channel gets a table of its own with its"
                            + " scale in it). Left out for a weight where that gives no smaller error or takes more"
                            + " room than the weight did; no effect with `unique`, which is exact without."),
            Option.of(
                    "num_kmeans_workers",
                    new OptionType.Whole(1, Integer.MAX_VALUE),
                    1L,
                    "Processes that coremltools uses. Accepted, and has no effect: all processors are used anyway."),
            new Option(
                    CalibrationOptions.ALGORITHM,
                    OptionType.Words.of(CalibrationOptions.NEAREST, "skm", CalibrationOptions.GPTQ),
                    Optional.of(CalibrationOptions.NEAREST),
                    "For `mode: kmeans` and single values. `skm` (sensitive k-means): a value counts as much as the mean"
                            + " square of the input that it is multiplied with, on the samples in `data`. `gptq`: the same"
                            + " tables, and indices are chosen one input after the other so that those that are left make"
                            + " up for the errors: the layer's outputs change least, while the weights' own error grows."
                            + " Same format and size. For weights of `linear`, `conv` and `matmul`; others are made as with"
                            + " `nearest`. Not known to coremltools, where optimize.torch has such.",
                    true),
            CalibrationOptions.HESSIAN_DAMPENING,
            CalibrationOptions.ACTIVATION_ORDER);

    @Override
    public String configType() {
        return "OpPalettizerConfig";
    }

    @Override
    public String summary() {
        return "Stores each weight as an index of 1 to 8 bits into a table of values, chosen for the least squared"
                + " error. Keeps more accuracy than linear quantization at the same width.";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<Option> options() {
        return OPTIONS;
    }

    @Override
    public List<Violation> check(Options options) {
        List<Violation> violations = new ArrayList<>();
        String mode = options.word("mode");
        boolean unique = mode.equals("unique");
        if (!unique && options.get("nbits").isEmpty()) {
            violations.add(new Violation(
                    Violation.Kind.MISSING_KEY,
                    "nbits",
                    "mode " + mode + " needs nbits: 1, 2, 3, 4, 6 or 8 (in neural networks also 5 or 7); 4 is the usual"
                            + " choice"));
        }
        if (unique && options.get("nbits").isPresent()) {
            violations.add(new Violation(
                    Violation.Kind.WRONG_COMBINATION,
                    "nbits",
                    "mode unique chooses nbits by the values; remove nbits: " + options.get("nbits").get()
                            + ", or take mode kmeans"));
        }
        long vector = options.whole("cluster_dim");
        if (mode.equals("uniform") && vector > 1) {
            violations.add(new Violation(
                    Violation.Kind.WRONG_COMBINATION,
                    "cluster_dim",
                    "mode uniform makes tables of single values; cluster_dim has to be 1, or mode kmeans"));
        }
        if (calibrates(options)) {
            violations.addAll(calibration(options, mode, vector));
        }
        violations.addAll(CalibrationOptions.check(options));
        long group = options.whole("group_size");
        if (options.word("granularity").equals(PaletteOptions.PER_GROUPED_CHANNEL) && group % vector != 0) {
            violations.add(new Violation(
                    Violation.Kind.WRONG_COMBINATION,
                    "cluster_dim",
                    "cluster_dim " + vector + " has to divide the group_size of " + group
                            + ", because a vector belongs to one group"));
        }
        return violations;
    }

    /** What tables for the inputs of a layer cannot be combined with. */
    private static List<Violation> calibration(Options options, String mode, long vector) {
        String what = "algorithm " + options.word(CalibrationOptions.ALGORITHM) + " makes tables of single values with"
                + " mode kmeans";
        List<Violation> violations = new ArrayList<>();
        if (!mode.equals("kmeans")) {
            violations.add(new Violation(
                    Violation.Kind.WRONG_COMBINATION, "mode", what + ", not with " + mode, Optional.of("kmeans")));
        }
        if (vector > 1) {
            violations.add(new Violation(
                    Violation.Kind.WRONG_COMBINATION,
                    "cluster_dim",
                    what + "; cluster_dim has to be 1",
                    Optional.of("1")));
        }
        if (options.flag("enable_per_channel_scale")) {
            violations.add(new Violation(
                    Violation.Kind.WRONG_COMBINATION,
                    "enable_per_channel_scale",
                    what + ", without enable_per_channel_scale; granularity: per_grouped_channel goes with it",
                    Optional.of("false")));
        }
        return violations;
    }

    @Override
    public boolean calibrates(Options options) {
        return CalibrationOptions.calibrates(options);
    }

    @Override
    public List<Need> needs(Options options) {
        List<Need> needs = new ArrayList<>();
        boolean wide = options.get("nbits").isPresent();
        needs.add(new Need("palettize.table", wide ? "nbits" : "mode"));
        if (wide && options.whole("nbits") == 3) {
            needs.add(new Need("palettize.3bit", "nbits"));
        }
        if (wide && (options.whole("nbits") == 5 || options.whole("nbits") == 7)) {
            needs.add(new Need("palettize.5_or_7bit", "nbits"));
        }
        if (options.word("granularity").equals(PaletteOptions.PER_GROUPED_CHANNEL)) {
            needs.add(new Need("palettize.per_grouped_channel", "granularity"));
        }
        if (options.whole("cluster_dim") > 1) {
            needs.add(new Need("palettize.vector", "cluster_dim"));
        }
        if (options.flag("enable_per_channel_scale")) {
            needs.add(new Need("palettize.per_channel_scale", "enable_per_channel_scale"));
        }
        return needs;
    }

    @Override
    public Proposal propose(Subject weight, Options given) {
        try {
            PaletteOptions options = PaletteOptions.of(given);
            PaletteInput input = PaletteInput.of(weight);
            PaletteLayout plain = plain(weight, options, input);
            Optional<PaletteLayout> scaled = scaled(weight, options, input, plain);
            boolean unique = options.mode() == Mode.UNIQUE;
            Basis basis = unique ? Basis.UNKNOWN : scaled.isPresent() ? Basis.UPPER_BOUND : Basis.EXACT;
            return new Proposal.Form(sketch(input, scaled.orElse(plain), unique ? 8 : options.bits()), basis);
        } catch (Refusal refusal) {
            return new Proposal.Declined(refusal.reason(), refusal.suggestions());
        }
    }

    @Override
    public Outcome compress(Subject weight, Options given, Workbench bench) throws IOException {
        try {
            PaletteOptions options = PaletteOptions.of(given);
            PaletteInput input = PaletteInput.of(weight);
            PaletteLayout plain = plain(weight, options, input);
            Optional<PaletteLayout> scaled = scaled(weight, options, input, plain);
            if (plain.vectorLength() > 1) {
                return new Outcome.Compressed(
                        new VectorPalettizer(input, plain, scaled, bench).palettize(options, weight.opset()));
            }
            Outcome.Compressed nearest = new ScalarPalettizer(input, plain, scaled, bench).palettize(options, weight);
            return calibrates(given) && bench.moments().isPresent() && weight.current() instanceof Dense dense
                            && dense.type().isFloat()
                    ? new Outcome.Compressed(
                            new CalibratedPalettizer(weight, input, plain, bench.moments().get(), bench)
                                    .palettize(given, options.bits(), nearest.form()))
                    : nearest;
        } catch (Refusal refusal) {
            return new Outcome.Declined(refusal.reason());
        }
    }

    /** The layout without scales of its own. */
    private static PaletteLayout plain(Subject weight, PaletteOptions options, PaletteInput input) throws Refusal {
        PaletteLayout layout = PaletteLayout.of(weight, options).withoutScale();
        return input.scalesInside() ? layout.alongScales(input.scaled().orElseThrow().scale().shape()) : layout;
    }

    /** The layout with scales per channel; empty where they are not asked for or would make the weight larger. */
    private static Optional<PaletteLayout> scaled(
            Subject weight, PaletteOptions options, PaletteInput input, PaletteLayout plain) throws Refusal {
        PaletteLayout layout = PaletteLayout.of(weight, options);
        if (layout.scaleAxis() < 0) {
            return Optional.empty();
        }
        if (input.scaled().isPresent()) {
            throw new Refusal(
                    "it has scales already from quantization; enable_per_channel_scale: false would work",
                    PaletteLayout.UNSCALED);
        }
        if (!input.type().isFloat()) {
            throw new Refusal("its values are " + input.type().word()
                    + ", which cannot be scaled; enable_per_channel_scale: false would work",
                    PaletteLayout.UNSCALED);
        }
        Optional<PaletteLayout> scaled =
                weight.opset().scalesAroundTables() ? Optional.of(layout) : layout.scalesInTables();
        return scaled.filter(wanted -> !wanted.equals(plain)
                && size(input, wanted, options.bits()) < input.type().bytes(wanted.shape().elements()));
    }

    /** Stored bytes of indices, tables and scales. */
    private static long size(PaletteInput input, PaletteLayout layout, int bits) {
        return DataType.unsigned(bits).bytes(indices(input, layout).elements())
                + input.type().bytes(layout.tableShape(bits).elements())
                + input.mask().map(Tensor::size).orElse(0L)
                + (layout.scaleAxis() < 0 ? 0 : input.type().bytes(layout.scaleShape().elements()));
    }

    private static Representation sketch(PaletteInput input, PaletteLayout layout, int bits) {
        Tensor table = Tensor.sketch(input.type(), layout.tableShape(bits));
        Tensor indices = Tensor.sketch(DataType.unsigned(bits), indices(input, layout));
        Optional<Tensor> mask = input.mask().map(whole -> Tensor.sketch(DataType.UINT1, layout.indexShape()));
        Optional<Tensor> scale = layout.scaleAxis() < 0
                ? Optional.empty()
                : Optional.of(Tensor.sketch(input.type(), layout.scaleShape()));
        return input.assemble(layout, mask, indices, table, scale);
    }

    private static Shape indices(PaletteInput input, PaletteLayout layout) {
        if (input.mask().isEmpty()) {
            return layout.indexShape();
        }
        long vector = layout.vectorLength();
        return Shape.of((input.values().elements() + vector - 1) / vector);
    }
}
