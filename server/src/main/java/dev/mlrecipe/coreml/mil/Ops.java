package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;

/** Names that operations of a program have in common. */
final class Ops {
    static final String CONST = "const";
    static final String CONSTEXPR = "constexpr_";
    /** Attribute with the operation's own name. */
    static final String NAME = "name";
    /** Attribute with a const's value. */
    static final String VALUE = "val";

    private Ops() {}

    /** The operation's name; its first output's where it has none. */
    static String name(Operation op) {
        Value name = op.getAttributesMap().get(NAME);
        if (name != null && name.getImmediateValue().getTensor().getStrings().getValuesCount() == 1) {
            return name.getImmediateValue().getTensor().getStrings().getValues(0);
        }
        return op.getOutputsCount() > 0 ? op.getOutputs(0).getName() : op.getType();
    }

    static boolean isConstant(Operation op) {
        return op.getType().equals(CONST) || op.getType().startsWith(CONSTEXPR);
    }
}
