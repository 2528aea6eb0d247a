package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.proto.ModelDescription;
import java.util.List;
import java.util.Optional;

/**
 * A model in the file: the outermost one, or one of a pipeline.
 *
 * @param path what qualifies the names in it, ending with a slash; empty for the outermost one
 * @param kind what it is
 * @param specificationVersion its own format version
 * @param updatable whether it is made to be trained on the device
 * @param description inputs, outputs and metadata
 * @param network its layers, if it is a neural network
 * @param members its models, if it is a pipeline
 */
public record Member(
        String path,
        ModelKind kind,
        int specificationVersion,
        boolean updatable,
        ModelDescription description,
        Optional<Network> network,
        List<Member> members) {
    public Member {
        members = List.copyOf(members);
    }
}
