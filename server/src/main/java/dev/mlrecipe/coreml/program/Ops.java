package dev.mlrecipe.coreml.program;

import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;

/** Names that operations of a program have in common. */
public final class Ops {
    public static final String CONST = "const";
    public static final String CONSTEXPR = "constexpr_";
    /** Attribute with the operation's own name. */
    public static final String NAME = "name";
    /** Attribute with a const's value. */
    public static final String VALUE = "val";

    private Ops() {}

    /** The operation's name; its first output's where it has none. */
    public static String name(Operation op) {
        Value name = op.getAttributesMap().get(NAME);
        if (name != null && name.getImmediateValue().getTensor().getStrings().getValuesCount() == 1) {
            return name.getImmediateValue().getTensor().getStrings().getValues(0);
        }
        return op.getOutputsCount() > 0 ? op.getOutputs(0).getName() : op.getType();
    }

    public static boolean isConstant(Operation op) {
        return op.getType().equals(CONST) || op.getType().startsWith(CONSTEXPR);
    }
}
