package dev.mlrecipe.executor.graph;

import com.google.protobuf.ByteString;
import dev.mlrecipe.executor.onnx.AttributeProto;
import dev.mlrecipe.executor.onnx.GraphProto;
import java.util.List;

/** Builds attributes of nodes. */
public final class Attribute {
    private Attribute() {}

    private static AttributeProto.Builder named(String name, AttributeProto.AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }

    public static AttributeProto of(String name, long value) {
        return named(name, AttributeProto.AttributeType.INT).setI(value).build();
    }

    public static AttributeProto of(String name, boolean value) {
        return of(name, value ? 1 : 0);
    }

    public static AttributeProto of(String name, float value) {
        return named(name, AttributeProto.AttributeType.FLOAT).setF(value).build();
    }

    public static AttributeProto of(String name, String value) {
        return named(name, AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    public static AttributeProto of(String name, long[] values) {
        AttributeProto.Builder builder = named(name, AttributeProto.AttributeType.INTS);
        for (long value : values) {
            builder.addInts(value);
        }
        return builder.build();
    }

    public static AttributeProto of(String name, List<String> values) {
        AttributeProto.Builder builder = named(name, AttributeProto.AttributeType.STRINGS);
        values.forEach(value -> builder.addStrings(ByteString.copyFromUtf8(value)));
        return builder.build();
    }

    public static AttributeProto of(String name, GraphProto graph) {
        return named(name, AttributeProto.AttributeType.GRAPH).setG(graph).build();
    }
}
