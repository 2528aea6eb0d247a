package dev.mlrecipe.coreml.neural;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.layer.Fields;
import dev.mlrecipe.coreml.graph.layer.NetworkFacts;
import dev.mlrecipe.coreml.proto.NeuralNetworkImageShapeMapping;
import dev.mlrecipe.coreml.proto.NeuralNetworkLayer;
import dev.mlrecipe.coreml.proto.NeuralNetworkMultiArrayShapeMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The operations of a model's networks, as the package {@code graph} looks at them. */
final class NetworkGraph {
    private NetworkGraph() {}

    /** One function with the layers of all networks; none where there is no network. */
    static List<FunctionFacts> functions(Member root, ModelIndex index, Encoding encoding) {
        List<dev.mlrecipe.coreml.graph.layer.Network.Member> members = new ArrayList<>();
        collect(root, members);
        if (members.isEmpty()) {
            return List.of();
        }
        Map<String, Long> stored = new HashMap<>();
        Map<String, Long> dense = new HashMap<>();
        for (Weight weight : index.weights()) {
            for (Consumer consumer : weight.consumers()) {
                stored.merge(consumer.op(), encoding.storedBytes(weight.stored()), Long::sum);
                dense.merge(
                        consumer.op(),
                        weight.stored().type().bytes(weight.stored().shape().elements()),
                        Long::sum);
            }
        }
        return List.of(NetworkFacts.of(
                root.description(),
                members,
                layer -> stored.getOrDefault(layer, 0L),
                layer -> dense.getOrDefault(layer, 0L)));
    }

    private static void collect(Member member, List<dev.mlrecipe.coreml.graph.layer.Network.Member> found) {
        member.network()
                .ifPresent(network -> found.add(new dev.mlrecipe.coreml.graph.layer.Network.Member(
                        member.path(), member.description(), network(network))));
        member.members().forEach(inner -> collect(inner, found));
    }

    private static dev.mlrecipe.coreml.graph.layer.Network network(Network network) {
        return new dev.mlrecipe.coreml.graph.layer.Network(
                network.layers().stream().map(NetworkGraph::layer).toList(),
                network.params().getArrayInputShapeMapping() == NeuralNetworkMultiArrayShapeMapping.EXACT_ARRAY_MAPPING,
                network.params().getImageInputShapeMapping() == NeuralNetworkImageShapeMapping.RANK4_IMAGE_MAPPING);
    }

    private static dev.mlrecipe.coreml.graph.layer.Layer layer(Layer layer) {
        NeuralNetworkLayer params = layer.params();
        return new dev.mlrecipe.coreml.graph.layer.Layer(
                layer.name(),
                layer.type(),
                params.getInputList(),
                params.getOutputList(),
                params.getOutputTensorList().stream()
                        .map(tensor -> new dev.mlrecipe.coreml.graph.layer.Layer.Declared(
                                tensor.getRank(), tensor.getDimValueList()))
                        .toList(),
                parameters(params),
                Stream.of("ifBranch", "elseBranch", "conditionNetwork", "bodyNetwork")
                        .filter(layer.networks()::containsKey)
                        .map(name -> network(layer.networks().get(name)))
                        .toList());
    }

    private static Fields parameters(NeuralNetworkLayer params) {
        FieldDescriptor type = params.getOneofFieldDescriptor(
                NeuralNetworkLayer.getDescriptor().getOneofs().get(0));
        return type == null ? Fields.of(new byte[0]) : Fields.of(((Message) params.getField(type)).toByteArray());
    }
}
