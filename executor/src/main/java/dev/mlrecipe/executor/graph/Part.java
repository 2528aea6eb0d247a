package dev.mlrecipe.executor.graph;

import dev.mlrecipe.executor.onnx.AttributeProto;
import dev.mlrecipe.executor.onnx.GraphProto;
import dev.mlrecipe.executor.onnx.ModelProto;
import dev.mlrecipe.executor.onnx.NodeProto;
import java.util.HashSet;
import java.util.Set;

/** The part of a model that some of its outputs need. */
public final class Part {
    private final Set<String> needed;

    private Part(Set<String> outputs) {
        needed = new HashSet<>(outputs);
    }

    /** The model without whatever these outputs do not need. It keeps all inputs. */
    public static ModelProto of(ModelProto model, Set<String> outputs) {
        return model.toBuilder().setGraph(new Part(outputs).of(model.getGraph())).build();
    }

    private GraphProto of(GraphProto graph) {
        GraphProto.Builder part = graph.toBuilder().clearNode().clearInitializer().clearOutput();
        graph.getOutputList().stream().filter(output -> needed.contains(output.getName())).forEach(part::addOutput);
        boolean[] kept = new boolean[graph.getNodeCount()];
        // Nodes stand behind those whose values they take.
        for (int i = kept.length - 1; i >= 0; i--) {
            NodeProto node = graph.getNode(i);
            kept[i] = node.getOutputList().stream().anyMatch(needed::contains);
            if (kept[i]) {
                need(node);
            }
        }
        for (int i = 0; i < kept.length; i++) {
            if (kept[i]) {
                part.addNode(graph.getNode(i));
            }
        }
        graph.getInitializerList().stream()
                .filter(constant -> needed.contains(constant.getName()))
                .forEach(part::addInitializer);
        return part.build();
    }

    /** What a node takes, and what the graphs inside of it do: names are unique in a model. */
    private void need(NodeProto node) {
        needed.addAll(node.getInputList());
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                attribute.getG().getNodeList().forEach(this::need);
                attribute.getG().getOutputList().forEach(output -> needed.add(output.getName()));
            }
        }
    }
}
