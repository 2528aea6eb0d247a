package dev.mlrecipe.export;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The Python script that calls {@code quantize_weights} for one group of layers after the other.
 *
 * @param source where they come from
 * @param passes the calls
 * @param functions functions for tables that they need
 * @param notes what has no equivalent
 */
record NetworkScript(ExportSource source, List<Pass> passes, Set<String> functions, List<Note> notes) {
    private static final String KMEANS =
            """


            def kmeans(nbits, weights):
                \"""A table of the centres of clusters. quantization_mode="kmeans_lut" of coremltools 9.0 fails.\"""
                values = weights.astype(np.float64).reshape(-1, 1)
                count = min(2**nbits, len(np.unique(values)))
                clusters = KMeans(count, n_init=10, random_state=0).fit(values)
                table = np.zeros(2**nbits)
                table[:count] = clusters.cluster_centers_.flatten()
                return table, clusters.labels_.reshape(weights.shape)
            """;

    private static final String UNIQUE =
            """


            def unique(nbits, weights):
                \"""A table of all values, of which there must be no more than 2**nbits.\"""
                values, indices = np.unique(weights, return_inverse=True)
                table = np.zeros(2**nbits)
                table[: len(values)] = values
                return table, indices.reshape(weights.shape)
            """;

    /**
     * One call.
     *
     * @param step 0-based step of the recipe
     * @param bits argument {@code nbits}
     * @param mode argument {@code quantization_mode}
     * @param function argument {@code lut_function}; empty for none
     * @param layers names of the layers that it is about
     * @param biases those of them whose bias is compressed, too
     */
    record Pass(int step, int bits, String mode, String function, Set<String> layers, Set<String> biases) {}

    String text() {
        boolean clusters = functions.contains("kmeans");
        PythonText text = new PythonText().append(
                """
                #!/usr/bin/env python3
                \"""Compresses a neural network with coremltools, a group of layers after the other.

                    python compress.py [MODEL [OUTPUT]]

                Needs `pip install coremltools==9.0%s`.
                \"""
                """
                        .formatted(clusters ? " scikit-learn" : ""));
        text.line("# Exported by mlrecipe from " + source.fileName() + ".");
        if (!notes.isEmpty()) {
            text.line("# Without equivalent in coremltools:");
            notes.forEach(note -> text.line("# * line " + note.line() + ": " + note.message()));
        }
        text.append("import argparse\nimport pathlib\n\nimport coremltools as ct\n");
        text.append(functions.isEmpty() ? "" : "import numpy as np\n");
        text.append("from coremltools.models.neural_network import quantization_utils\n");
        text.append(clusters ? "from sklearn.cluster import KMeans\n" : "");
        text.append("\nHERE = pathlib.Path(__file__).resolve().parent\n");
        functions.forEach(function -> text.append(function.equals("kmeans") ? KMEANS : UNIQUE));
        text.append(functions.isEmpty() ? "\n" : "\n\n");
        text.line("# nbits, quantization_mode, lut_function, layers, those of them whose bias is meant, too.");
        text.line("STEPS = [");
        for (Pass pass : passes) {
            text.line("    # Step " + (pass.step() + 1) + " of the recipe.");
            text.line("    (" + pass.bits() + ", " + PythonText.literal(pass.mode()) + ", "
                    + (pass.function().isEmpty() ? "None" : pass.function()) + ", " + literals(pass.layers()) + ", "
                    + literals(pass.biases()) + "),");
        }
        text.line("]");
        text.append(
                """


                class Layers(quantization_utils.QuantizedLayerSelector):
                    def __init__(self, layers, biases):
                        super().__init__()
                        self.layers, self.biases, self.found = layers, biases, set()

                    def do_quantize(self, layer, weight_param="weight", **kwargs):
                        names = self.biases if weight_param == "bias" else self.layers
                        self.found.update({layer.name} & names)
                        return super().do_quantize(layer) and layer.name in names


                def compress(source, target):
                    model = ct.models.MLModel(str(source), skip_model_load=True)
                    # coremltools would fuse layers first, which can fail, or scale a deconvolution along a wrong axis.
                    quantization_utils._optimize_nn = lambda layers: None
                    for nbits, mode, table, layers, biases in STEPS:
                        selector = Layers(layers, biases)
                        model = quantization_utils.quantize_weights(
                            model, nbits, mode, selector=selector, lut_function=table
                        )
                        for name in sorted(layers - selector.found):
                            print(f"layer {name} was not found; it may be in a branch or a loop")
                    model.save(str(target))
                """);
        text.main("Compresses a neural network with coremltools.", source);
        return text.toString();
    }

    private static String literals(Collection<String> names) {
        return names.isEmpty()
                ? "set()"
                : names.stream().map(PythonText::literal).collect(Collectors.joining(", ", "{", "}"));
    }
}
