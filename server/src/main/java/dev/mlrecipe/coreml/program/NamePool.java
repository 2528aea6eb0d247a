package dev.mlrecipe.coreml.program;

import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.Operation;
import java.util.HashSet;
import java.util.Set;

/** The names that a function uses anywhere, and new ones. */
public final class NamePool {
    private final Set<String> used = new HashSet<>();

    public NamePool(Function function) {
        function.getInputsList().forEach(input -> used.add(input.getName()));
        function.getBlockSpecializationsMap().values().forEach(this::collect);
    }

    private void collect(Block block) {
        block.getInputsList().forEach(input -> used.add(input.getName()));
        for (Operation op : block.getOperationsList()) {
            used.add(Ops.name(op));
            op.getOutputsList().forEach(output -> used.add(output.getName()));
            op.getBlocksList().forEach(this::collect);
        }
    }

    /** {@code wanted} or, if it is taken, {@code wanted_1}, {@code wanted_2} and so on. */
    public String fresh(String wanted) {
        String name = wanted;
        for (int i = 1; !used.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }
}
