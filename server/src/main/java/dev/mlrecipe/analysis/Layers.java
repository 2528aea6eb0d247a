package dev.mlrecipe.analysis;

import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.plan.RuleUse;
import java.util.List;

/** Words and numbers about weights. */
final class Layers {
    private Layers() {}

    /** Weight and shape, for example {@code conv_2.weight [64,32,3,3]}. */
    static String label(Weight weight) {
        return name(weight.name()) + " " + weight.stored().shape();
    }

    /** A name of the model on one line: models may hold anything. */
    static String name(String name) {
        return name.replaceAll("\\p{Cntrl}|\\u2028|\\u2029", "?");
    }

    static List<String> labels(List<Weight> weights) {
        return weights.stream().map(Layers::label).toList();
    }

    /** Bytes of the weight before any compression. */
    static long denseBytes(Weight weight) {
        return weight.stored().type().bytes(weight.stored().shape().elements());
    }

    static List<Weight> weights(List<RuleUse.Effected> effects) {
        return effects.stream().map(RuleUse.Effected::weight).toList();
    }
}
