package dev.mlrecipe.export;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Optional;

/**
 * The Python script that applies the exported configurations in order.
 *
 * @param source where they come from
 * @param documents the configurations
 * @param notes what has no equivalent
 */
record Script(ExportSource source, List<Document> documents, List<Note> notes) {

    String text() {
        StringBuilder text = new StringBuilder(
                """
                #!/usr/bin/env python3
                \"""Compresses a Core ML model with coremltools, step by step.

                    python compress.py [MODEL [OUTPUT]]

                Needs `pip install coremltools==9.0%s`.
                \"""
                """
                        .formatted(palettizes() ? " scikit-learn" : ""));
        line(text, "# Exported by mlrecipe from " + source.fileName() + ".");
        if (!notes.isEmpty()) {
            line(text, "# Without equivalent in coremltools:");
            notes.forEach(note -> line(text, "# * line " + note.line() + ": " + note.message()));
        }
        text.append(
                """
                import argparse
                import pathlib

                import coremltools as ct
                import coremltools.optimize.coreml as cto

                HERE = pathlib.Path(__file__).resolve().parent
                """);
        text.append('\n');
        line(text, "# Configuration, function, joint_compression.");
        line(text, "STEPS = [");
        for (Document document : documents) {
            line(text, "    (" + literal(document.fileName()) + ", cto." + document.pass().function() + ", "
                    + (document.joint() ? "True" : "False") + "),");
        }
        line(text, "]");
        text.append(
                """


                def compress(source, target):
                    model = ct.models.MLModel(str(source), skip_model_load=True)
                    for name, function, joint in STEPS:
                        with open(HERE / name, encoding="utf-8") as file:
                            config = cto.OptimizationConfig.from_yaml(file)
                        model = function(model, config, joint_compression=joint)
                    model.save(str(target))


                if __name__ == "__main__":
                    parser = argparse.ArgumentParser(description="Compresses a Core ML model with coremltools.")
                """);
        argument(text, "model", "the model to compress", source.model());
        argument(text, "output", "where the result goes", source.output());
        text.append(
                """
                    arguments = parser.parse_args()
                    compress(arguments.model, arguments.output)
                """);
        return text.toString();
    }

    /** k-means of coremltools needs scikit-learn. */
    private boolean palettizes() {
        return documents.stream().anyMatch(document -> document.pass() == Pass.PALETTIZE);
    }

    private static void argument(StringBuilder text, String name, String help, Optional<String> path) {
        String usual = path.map(p -> ", nargs=\"?\", default=HERE / " + literal(p)).orElse("");
        String what = path.isPresent() ? help + " (default: the recipe's)" : help;
        line(text, "    parser.add_argument(" + literal(name) + usual + ", help=" + literal(what) + ")");
    }

    /** JSON's strings are Python's, as long as other characters than quotes, backslashes and controls stay plain. */
    private static String literal(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private static void line(StringBuilder text, String line) {
        text.append(Comment.safe(line)).append('\n');
    }
}
