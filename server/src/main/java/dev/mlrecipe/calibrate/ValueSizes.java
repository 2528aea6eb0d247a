package dev.mlrecipe.calibrate;

import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import java.util.HashMap;
import java.util.Map;

/** Bytes that the values of a function take as float32, dimensions that are not known counted as 1. */
public final class ValueSizes {
    private final Map<String, Long> sizes = new HashMap<>();

    public ValueSizes(FunctionFacts function) {
        function.inputs().forEach(this::add);
        for (OpFacts op : function.ops()) {
            op.outputs().forEach(this::add);
        }
    }

    private void add(ValueFacts value) {
        long elements = 1;
        for (long dim : value.shape()) {
            elements *= Math.max(1, dim);
        }
        sizes.put(value.name(), elements * Float.BYTES);
    }

    /** Bytes of a value; 0 where there is none of this name. */
    public long of(String value) {
        return sizes.getOrDefault(value, 0L);
    }
}
