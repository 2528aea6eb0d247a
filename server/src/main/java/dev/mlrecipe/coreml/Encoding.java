package dev.mlrecipe.coreml;

import dev.mlrecipe.coreml.form.Representation;
import java.util.Optional;

/** How a kind of model and an opset store representations: what is legal, how large it is, what it is called. */
public interface Encoding {

    /** How the same kind of model stores representations at another opset. */
    default Encoding at(Opset opset) {
        return this;
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
