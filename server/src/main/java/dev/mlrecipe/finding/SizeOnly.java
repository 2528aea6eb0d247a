package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import java.util.Collection;
import java.util.List;

/** Systems that expand compressed weights when they load a model: compression buys file size there and nothing else. */
public final class SizeOnly {
    private SizeOnly() {}

    /**
     * @param where the target, or the model where the recipe names none
     * @param systems the systems, for example {@code iOS16}
     * @param since the oldest that need not do so, for example {@code iOS17}
     */
    public static Finding of(Span where, Collection<String> systems, String since, List<Fix> fixes) {
        String message = String.join(", ", systems) + (systems.size() == 1 ? " expands" : " expand")
                + " compressed weights when the model is loaded: a smaller file, the same memory and latency; weights can"
                + " stay compressed from " + since + " on";
        return Code.SIZE_ONLY.at(where, message).withFixes(fixes);
    }

    /**
     * The same of neural networks, which every system expands.
     *
     * @param since the oldest systems that need not expand ML programs
     */
    public static Finding ofNetwork(Span model, String since) {
        return Code.SIZE_ONLY.at(
                model,
                "every system expands the weights of a neural network when it is loaded: a smaller file, the same memory"
                        + " and latency; those of an ML program can stay compressed from " + since + " on");
    }
}
