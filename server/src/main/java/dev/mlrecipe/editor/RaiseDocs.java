package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.raise.Raising;

/** What raising the model takes, for the key that allows it. */
final class RaiseDocs {
    private RaiseDocs() {}

    /** Words behind those of the key; empty where nothing is known about the model. */
    static String of(Snapshot snapshot) {
        if (!(snapshot.model() instanceof ModelState.Read read)
                || read.own().isEmpty()
                || read.raising().isEmpty()) {
            return "";
        }
        Opset own = read.own().get();
        String model = "\n\nThis model is " + own.word() + ". ";
        if (own.atLeast(Opset.COREML8)) {
            return model + "It has everything that recipes can ask for.";
        }
        Raising raising = read.raising().get().to(Opset.COREML8);
        return raising.safe()
                ? model + "Raising it to CoreML8: " + raising.counts() + "."
                : model + "It cannot be raised to CoreML8 safely: "
                        + Markdown.plain(raising.refusals().get(0).line()) + ".";
    }
}
