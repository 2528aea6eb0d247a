package dev.mlrecipe.accuracy;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What running a compressed model beside its original told. */
public sealed interface Accuracy {

    /** Nothing: nobody asked, or nothing has run yet. */
    record Unknown() implements Accuracy {}

    /**
     * It could not be measured.
     *
     * @param key identifies samples and labels; empty where none could do better
     * @param reason why, in a sentence that begins small
     */
    record NotMeasured(String key, String reason) implements Accuracy {}

    /**
     * It was measured.
     *
     * @param key identifies samples and labels
     * @param samples how many there were
     * @param outputs in the model's order
     * @param layers operations with compressed weights, in program order
     * @param problems operations that cannot be run, in words; what depends on them was not measured
     */
    record Measured(
            String key,
            int samples,
            List<OutputAccuracy> outputs,
            List<LayerAccuracy> layers,
            List<String> problems) implements Accuracy {
        public Measured {
            outputs = List.copyOf(outputs);
            layers = List.copyOf(layers);
            problems = List.copyOf(problems);
        }

        /** The layers, those with the largest error first. */
        public List<LayerAccuracy> worst() {
            return layers.stream()
                    .sorted(Comparator.comparingDouble(LayerAccuracy::snrDb))
                    .toList();
        }

        public Optional<OutputAccuracy> output(String name) {
            return outputs.stream().filter(output -> output.output().equals(name)).findFirst();
        }

        public Optional<LayerAccuracy> layer(String op) {
            return layers.stream().filter(layer -> layer.op().equals(op)).findFirst();
        }
    }

    /** What was measured; empty if nothing was. */
    default Optional<Measured> measured() {
        return this instanceof Measured measured ? Optional.of(measured) : Optional.empty();
    }
}
