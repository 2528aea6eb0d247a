package dev.mlrecipe.technique;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.Shape;
import java.util.Optional;

/**
 * One weight as a technique sees it.
 *
 * @param name consumer and input, for messages: {@code conv_2.weight}
 * @param opType type of the first consumer, for example {@code conv}
 * @param input name of the first consumer's input
 * @param axes channel axes; empty where consumers disagree
 * @param current how the weight is stored before this step: dense in the input model or what an earlier step made
 * @param opset what the output will be encoded for
 * @param joint whether the step may work on already compressed weights
 * @param namedConst whether the rule names this very const (some rules go further then)
 * @param kind what kind of model the output will be encoded for; pipelines count as the networks in them
 */
public record Subject(
        String name,
        String opType,
        String input,
        Optional<ChannelAxes> axes,
        Representation current,
        Opset opset,
        boolean joint,
        boolean namedConst,
        ModelKind kind) {

    /** A weight of an ML program. */
    public Subject(
            String name,
            String opType,
            String input,
            Optional<ChannelAxes> axes,
            Representation current,
            Opset opset,
            boolean joint,
            boolean namedConst) {
        this(name, opType, input, axes, current, opset, joint, namedConst, ModelKind.ML_PROGRAM);
    }

    /** Whether the weight belongs to a neural network, where codes have a scale and a bias instead of a zero point. */
    public boolean inNetwork() {
        return kind == ModelKind.NEURAL_NETWORK;
    }

    public Shape shape() {
        return current.shape();
    }

    /** The same weight in another form. */
    public Subject with(Representation form) {
        return new Subject(name, opType, input, axes, form, opset, joint, namedConst, kind);
    }
}
