package dev.mlrecipe.coreml.neural;

import java.util.List;
import java.util.Optional;

/**
 * Where a weight is in the file, and what writing must heed.
 *
 * @param part the {@code WeightParams} message
 * @param models the models around it, outermost first
 * @param layer which layer it belongs to: all its weights have the same number
 * @param dynamic the layer's flag that asks for int8 multiplication; empty if it is not set
 * @param sized whether the number of elements follows from the layer, so that fewer than eight bits can be told apart
 * @param equalForms whether all weights of the layer must be stored in the same way
 */
record StoredWeight(
        Part part,
        List<ModelPart> models,
        int layer,
        Optional<LayerFlag> dynamic,
        boolean sized,
        boolean equalForms) {

    /**
     * A model that holds weights.
     *
     * @param part the message
     * @param versions its specification version, of which the last one counts
     * @param version that version
     */
    record ModelPart(Part part, List<WireField> versions, int version) {}

    /**
     * A flag of a layer that is set.
     *
     * @param part the message with the layer's parameters
     * @param fields where it is set
     */
    record LayerFlag(Part part, List<WireField> fields) {}
}
