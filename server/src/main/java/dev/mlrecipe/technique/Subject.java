package dev.mlrecipe.technique;

import dev.mlrecipe.coreml.ChannelAxes;
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
 */
public record Subject(
        String name,
        String opType,
        String input,
        Optional<ChannelAxes> axes,
        Representation current,
        Opset opset,
        boolean joint,
        boolean namedConst) {

    public Shape shape() {
        return current.shape();
    }

    /** The same weight in another form. */
    public Subject with(Representation form) {
        return new Subject(name, opType, input, axes, form, opset, joint, namedConst);
    }
}
