package dev.mlrecipe.export;

import java.util.List;

/**
 * The Python script that applies the exported configurations in order.
 *
 * @param source where they come from
 * @param documents the configurations
 * @param notes what has no equivalent
 */
record Script(ExportSource source, List<Document> documents, List<Note> notes) {

    String text() {
        PythonText text = new PythonText().append(
                """
                #!/usr/bin/env python3
                \"""Compresses a Core ML model with coremltools, step by step.

                    python compress.py [MODEL [OUTPUT]]

                Needs `pip install coremltools==9.0%s`.
                \"""
                """
                        .formatted(palettizes() ? " scikit-learn" : ""));
        text.line("# Exported by mlrecipe from " + source.fileName() + ".");
        if (!notes.isEmpty()) {
            text.line("# Without equivalent in coremltools:");
            notes.forEach(note -> text.line("# * line " + note.line() + ": " + note.message()));
        }
        text.append(
                """
                import argparse
                import pathlib

                import coremltools as ct
                import coremltools.optimize.coreml as cto

                HERE = pathlib.Path(__file__).resolve().parent
                """);
        text.append("\n");
        text.line("# Configuration, function, joint_compression.");
        text.line("STEPS = [");
        for (Document document : documents) {
            text.line("    (" + PythonText.literal(document.fileName()) + ", cto." + document.pass().function() + ", "
                    + (document.joint() ? "True" : "False") + "),");
        }
        text.line("]");
        text.append(
                """


                def compress(source, target):
                    model = ct.models.MLModel(str(source), skip_model_load=True)
                    for name, function, joint in STEPS:
                        with open(HERE / name, encoding="utf-8") as file:
                            config = cto.OptimizationConfig.from_yaml(file)
                        model = function(model, config, joint_compression=joint)
                    model.save(str(target))
                """);
        text.main("Compresses a Core ML model with coremltools.", source);
        return text.toString();
    }

    /** k-means of coremltools needs scikit-learn. */
    private boolean palettizes() {
        return documents.stream().anyMatch(document -> document.pass() == Pass.PALETTIZE);
    }
}
