package dev.mlrecipe.recipe;

import java.util.List;
import java.util.Optional;

/**
 * A key of the recipe language itself; the keys of a leaf are those of its technique.
 *
 * @param word the key
 * @param takes what its value is, for example {@code a path}
 * @param doc what it means, in Markdown
 */
public record Key(String word, String takes, String doc) {

    /** Keys at the top of a recipe, those of a step in short form not included. */
    public static final List<Key> TOP = List.of(
            new Key("model", "a path", "The model to compress: a package, or a neural network file. Relative to the recipe."),
            new Key(
                    "models",
                    "a mapping from names to paths, a pattern such as parts/*.mlpackage, or a list of paths and patterns",
                    "Several models, in place of `model`. Instead of a path, a name may have a mapping with `model` and what"
                            + " is different for that model, as in `variants`; `steps: null` copies it, its weights as they"
                            + " are. `output` is then a folder, default: the recipe's name without `.mlrecipe.yaml`; every"
                            + " model keeps the name of its file. `*` and `?` in a pattern stand for characters of one name;"
                            + " patterns look into folders below the recipe's own only. At most 256, times variants."),
            new Key(
                    "output",
                    "a path",
                    "The compressed model. Default: the recipe's name without `.mlrecipe.yaml`, beside the recipe."),
            new Key(
                    "target",
                    "a target such as iOS18, or a list of them",
                    "Minimum deployment target; the result must run on all of them. Default: the oldest OS that loads"
                            + " the model."),
            new Key(
                    "raise_opset",
                    "true or false",
                    "Whether the model may be raised to a newer opset where the recipe needs it and all targets load it:"
                            + " to the oldest opset that has everything the recipe asks for, with operations that mean what"
                            + " they meant and the same weights. The result no longer loads on older systems. Default"
                            + " `false`: options that the model's opset lacks are errors."),
            new Key(
                    "devices",
                    "a device name, or a list of them",
                    "Devices for predictions. Default: one per platform in `target`."),
            new Key(
                    "measured",
                    "a path, a list of paths, or a mapping from devices to paths",
                    "What a device measured, which then stands instead of the prediction: a file of"
                            + " `examples/measure_on_mac.py`, a ComputePlan of coremltools as JSON, a"
                            + " `.mlcomputeplan.json` of WhisperKit, or a table of CoreMLProfiler. Relative to the recipe."),
            new Key("compute_units", "all, cpu_only, cpu_and_gpu or cpu_and_ne", "Where the model may run; default `all`."),
            new Key(
                    "data",
                    "a path, a list of paths, or a mapping",
                    "Samples to run the model on: steps that quantize activations take the ranges of its values from them, and"
                            + " a run measures on them how far the outputs are from those of the original. Folders and files. `.npy` and `.npz` hold arrays of NumPy, one sample after the other; with"
                            + " several inputs they are called like those. Images (PNG, JPEG) are for image inputs and are"
                            + " scaled to their size; `.json` holds `{input: [[…]]}` or a list of such. Relative to the"
                            + " recipe. Needs the executor, a jar of its own."),
            new Key(
                    "statistics",
                    "a path",
                    "Instead of `data`, for steps that quantize activations: a JSON file with the smallest and the largest number that each value"
                            + " of the model takes, `{\"relu_1\": [0, 1.25], …}`, by the names of the program. What one"
                            + " `concat` joins shares a range; what has none stays as it is. Relative to the recipe."),
            new Key(
                    "preset",
                    "the name of a preset",
                    "Steps that many people want, by their name: it stands in the place of `steps`. *Inline preset* puts the"
                            + " steps there, to change them."),
            new Key(
                    "steps",
                    "a list of steps",
                    "Compression steps, applied in order; each is a coremltools configuration. A single step may stand at"
                            + " the top of the recipe instead."),
            new Key("expect", "a mapping", "What the result must reach; checked on save and by `mlrecipe check`."),
            new Key(
                    "variants",
                    "a mapping from names to what is different, or a list of such mappings",
                    "Several outputs from one recipe, each with a plan and results of its own. A variant says what it has"
                            + " different from the recipe around it: mappings are merged key by key, everything else is"
                            + " replaced, and what names a `config_type` replaces the step or the options as a whole."
                            + " `steps` may also be a mapping from numbers, counted from 1, to what is different in a step;"
                            + " `null` leaves a step out. `{}` is the recipe as it stands. From a list of mappings, all"
                            + " combinations are variants: `4bit-blocks`. Outputs get `-` and the name of the variant before"
                            + " their extension. At most 64."),
            new Key("runtime", "coreml", "The framework that runs the model; `coreml` is the only one."));

    /** Keys of a step. */
    public static final List<Key> STEP = List.of(
            new Key("config_type", "a class name such as OpPalettizerConfig", "What the step does with the weights."),
            new Key(
                    "joint_compression",
                    "true or false",
                    "Whether the step also works on weights that are already compressed; default `false`: it leaves them"
                            + " alone. Needs iOS18 or a peer of it."),
            new Key("global_config", "options, or null", "For all weights that no other rule names."),
            new Key(
                    "op_type_configs",
                    "a mapping from operation types to options",
                    "For the weights of all operations of a type such as `conv`; `null` leaves them alone. Options do not"
                            + " inherit from `global_config`."),
            new Key(
                    "op_name_configs",
                    "a mapping from names to options",
                    "For one weight or one operation by its exact name. Beyond coremltools: `*` and `?` match, and `re:…` is"
                            + " a regular expression over the whole name. `null` leaves them alone. Options do not inherit"
                            + " from `global_config`."));

    /** Keys of {@code expect}. */
    public static final List<Key> EXPECT = List.of(
            new Key("min_ratio", "a number", "Dense float16 bytes of all weights divided by their stored bytes, at least."),
            new Key("max_size", "a size such as 12 MB", "Bytes of the whole output on disk, at most."),
            new Key("min_snr_db", "a number", "Signal to noise ratio in dB of every compressed weight, at least."),
            new Key("max_skipped", "a whole number", "Weights that could not be compressed as asked, at most."),
            new Key(
                    "max_latency_ms",
                    "a mapping from devices to numbers",
                    "Milliseconds of one run by device, at most: measured where `measured` covers the model, else predicted."),
            new Key(
                    "max_weight_memory",
                    "a mapping from devices to sizes",
                    "Resident bytes of weights by device, at most: predicted, for measured units where `measured` gives them."),
            new Key(
                    "min_output_snr_db",
                    "a number, or a mapping from outputs to numbers",
                    "Signal to noise ratio in dB of every output against that of the original model, over all samples of"
                            + " `data`, at least. Measured by a run."),
            new Key(
                    "min_cosine",
                    "a number, or a mapping from outputs to numbers",
                    "Cosine between every output and that of the original model, at least: the mean over the samples of"
                            + " `data`. Measured by a run."),
            new Key(
                    "min_top1_agreement",
                    "a number from 0 to 1, or a mapping from outputs to such",
                    "Share of the samples of `data` for which both models choose the same class, at least, for outputs that"
                            + " choose one. Measured by a run."),
            new Key(
                    "max_accuracy_drop",
                    "a number from 0 to 1, or a mapping from outputs to such",
                    "Share of the samples of `data` that are right in the original model less the share that are in the"
                            + " compressed one, at most; 0.01 is one point of a hundred. Needs `labels`. Measured by a"
                            + " run."));

    /** Keys of {@code data}. */
    public static final List<Key> DATA = List.of(
            new Key("path", "a path, or a list of them", "Files and folders with samples."),
            new Key(
                    "samples",
                    "a whole number",
                    "How many samples to take, at most; default 128. Where there are more, `seed` chooses."),
            new Key("seed", "a whole number", "Chooses samples; default 0."),
            new Key(
                    "labels",
                    "a path",
                    "The right classes, a label for each sample in the order of files and of the samples in them: an array of"
                            + " integers (`.npy`), a list (`.json`), or a label in every line (`.csv`, `.txt`). Labels are"
                            + " positions from 0, or names of the model's classes. With them a run measures the accuracy of"
                            + " both models."),
            new Key(
                    "label_output",
                    "the name of an output",
                    "The output that `labels` are for, where several choose a class."),
            new Key(
                    "measure",
                    "true or false",
                    "Whether a run measures accuracy: it runs both models on the samples; default `true`."),
            new Key(
                    "calibration_op_group_size",
                    "a whole number",
                    "How many values of the model are looked at in one run of a sample, as in coremltools: a bound for"
                            + " memory, paid with more runs. Default -1: as many as fit 256 MiB."));

    /** The key of a leaf that is common to all techniques. */
    public static final Key WEIGHT_THRESHOLD = new Key(
            "weight_threshold", "a whole number", "Weights with at most this many elements are left alone; default 2048.");

    public static List<String> words(List<Key> keys) {
        return keys.stream().map(Key::word).toList();
    }

    public static Optional<Key> of(List<Key> keys, String word) {
        return keys.stream().filter(k -> k.word.equals(word)).findFirst();
    }
}
