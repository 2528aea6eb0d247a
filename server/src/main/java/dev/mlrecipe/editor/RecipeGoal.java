package dev.mlrecipe.editor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a first recipe for a model is for, with the presets that serve it, best first. */
public enum RecipeGoal {
    SAFE(
            "safe",
            "Small and safe",
            "Half of float16, nearly without loss: int8 weights.",
            "",
            List.of("small-and-safe", "vision-8bit-tables")),
    NEURAL_ENGINE(
            "neural-engine",
            "Small on the Neural Engine",
            "2.7 times smaller than float16, usually without visible loss: 6-bit tables, embeddings float.",
            "",
            List.of("diffusion-6bit", "neural-engine-6bit", "vision-8bit-tables", "small-and-safe")),
    GPU(
            "gpu",
            "Small on the GPU of a Mac",
            "3.5 times smaller than float16: int4 in blocks; int8 on older systems.",
            "compute_units: cpu_and_gpu\n",
            List.of("llm-4bit-blocks", "speech-int8-blocks", "small-and-safe")),
    SMALLEST(
            "smallest",
            "As small as possible",
            "4 times smaller than float16: 4-bit tables, in groups where the target has them. Look at the SNR.",
            "",
            List.of("llm-4bit-tables", "4bit-tables", "neural-engine-6bit"));

    private static final Preset FOUR_BITS = new Preset(
            "4bit-tables",
            "4-bit tables",
            "Small on systems without groups.",
            List.of("palettize.table"),
            List.of("OpPalettizerConfig"),
            List.of(List.of("config_type: OpPalettizerConfig", "global_config: {mode: kmeans, nbits: 4}")));

    private final String word;
    private final String title;
    private final String detail;
    private final String units;
    private final List<String> presets;

    RecipeGoal(String word, String title, String detail, String units, List<String> presets) {
        this.word = word;
        this.title = title;
        this.detail = detail;
        this.units = units;
        this.presets = presets;
    }

    /** The word of the command line, for example {@code neural-engine}. */
    public String word() {
        return word;
    }

    /** The name for people. */
    public String title() {
        return title;
    }

    /** What it brings, in a sentence. */
    public String detail() {
        return detail;
    }

    public static Optional<RecipeGoal> of(String word) {
        return Arrays.stream(values()).filter(goal -> goal.word.equals(word)).findFirst();
    }

    /** A line of the recipe on where the model is to run; empty if that is left to the system. */
    String units() {
        return units;
    }

    /** What serves it, best first. */
    List<Preset> presets() {
        return presets.stream()
                .flatMap(name -> Stream.concat(Preset.ALL.stream(), Stream.of(FOUR_BITS))
                        .filter(preset -> preset.word().equals(name)))
                .toList();
    }
}
