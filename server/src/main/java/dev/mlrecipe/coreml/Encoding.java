package dev.mlrecipe.coreml;

import dev.mlrecipe.coreml.form.Representation;
import java.util.Map;
import java.util.Optional;

/** How a kind of model and an opset store representations: what is legal, how large it is, what it is called. */
public interface Encoding {

    /** How the same kind of model stores representations at another opset. */
    default Encoding at(Opset opset) {
        return this;
    }

    /** The kind of model: an ML program or a neural network. */
    default ModelKind kind() {
        return ModelKind.ML_PROGRAM;
    }

    /**
     * Why forms that are each legal cannot be stored beside each other, by weight; empty if they can.
     *
     * @param forms new forms by {@link Weight#id()}; weights that are not named keep theirs
     * @return for each weight that has to keep its form the reason in one sentence
     */
    default Map<Integer, String> conflicts(Map<Integer, Representation> forms) {
        return Map.of();
    }

    /** Why {@code form} cannot be stored, in one sentence; empty if it can. */
    Optional<String> illegal(Representation form);

    /** Bytes that {@code form} takes: data, tables, scales, offsets and masks, each stored tensor once. */
    long storedBytes(Representation form);

    /**
     * The stored form in the words of reports: operation names without {@code constexpr_}, joined by {@code +} in
     * order of evaluation, for example {@code lut_to_sparse+sparse_to_dense}; {@code dense} for plain values.
     */
    String formName(Representation form);
}
