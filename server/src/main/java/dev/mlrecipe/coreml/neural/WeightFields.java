package dev.mlrecipe.coreml.neural;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.mlrecipe.coreml.proto.NeuralNetwork;
import dev.mlrecipe.coreml.proto.NeuralNetworkLayer;
import dev.mlrecipe.coreml.proto.WeightParams;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which messages inside a layer hold weights, and which hold networks of their own: what the wire schema says. */
final class WeightFields {
    private static final Map<Descriptor, Boolean> HOLDERS = holders();

    private WeightFields() {}

    static boolean isWeight(FieldDescriptor field) {
        return isMessage(field) && field.getMessageType() == WeightParams.getDescriptor();
    }

    static boolean isNetwork(FieldDescriptor field) {
        return isMessage(field) && field.getMessageType() == NeuralNetwork.getDescriptor();
    }

    /** Whether weights or networks are somewhere inside this field's message. */
    static boolean isHolder(FieldDescriptor field) {
        return isMessage(field) && HOLDERS.getOrDefault(field.getMessageType(), false);
    }

    private static boolean isMessage(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    }

    private static Map<Descriptor, Boolean> holders() {
        Map<Descriptor, Boolean> known = new HashMap<>();
        holds(NeuralNetworkLayer.getDescriptor(), known, new HashSet<>());
        return Map.copyOf(known);
    }

    private static boolean holds(Descriptor message, Map<Descriptor, Boolean> known, Set<Descriptor> open) {
        if (known.containsKey(message) || !open.add(message)) {
            return known.getOrDefault(message, false);
        }
        boolean holds = false;
        for (FieldDescriptor field : message.getFields()) {
            if (isMessage(field) && !isWeight(field) && !isNetwork(field)) {
                holds |= holds(field.getMessageType(), known, open);
            }
            holds |= isWeight(field) || isNetwork(field);
        }
        known.put(message, holds);
        return holds;
    }
}
