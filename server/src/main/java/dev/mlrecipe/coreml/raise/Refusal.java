package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.Opset;

/**
 * Why a program cannot be raised.
 *
 * @param function the function that holds the operation; empty where the model as a whole is meant
 * @param op name of the operation; empty where none is to blame
 * @param type its type
 * @param since the opset at which it fails
 * @param reason what stands in the way, a clause
 */
public record Refusal(String function, String op, String type, Opset since, String reason) {

    /** Reason and operation in one line, for example {@code nms_1 (non_maximum_suppression): …}. */
    public String line() {
        return op.isEmpty() ? reason : op + " (" + type + "): " + reason;
    }
}
