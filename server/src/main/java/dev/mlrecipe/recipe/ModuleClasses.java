package dev.mlrecipe.recipe;

import java.util.Map;
import java.util.Optional;

/** What PyTorch modules become when a model is converted. */
final class ModuleClasses {
    private static final Map<String, String> OP_TYPES = Map.ofEntries(
            Map.entry("Linear", "linear"),
            Map.entry("linear", "linear"),
            Map.entry("Conv1d", "conv"),
            Map.entry("Conv2d", "conv"),
            Map.entry("Conv3d", "conv"),
            Map.entry("conv1d", "conv"),
            Map.entry("conv2d", "conv"),
            Map.entry("conv3d", "conv"),
            Map.entry("ConvTranspose1d", "conv_transpose"),
            Map.entry("ConvTranspose2d", "conv_transpose"),
            Map.entry("ConvTranspose3d", "conv_transpose"),
            Map.entry("conv_transpose1d", "conv_transpose"),
            Map.entry("conv_transpose2d", "conv_transpose"),
            Map.entry("conv_transpose3d", "conv_transpose"),
            Map.entry("Embedding", "gather"),
            Map.entry("embedding", "gather"),
            Map.entry("matmul", "matmul"),
            Map.entry("bmm", "matmul"),
            Map.entry("LSTM", "lstm"),
            Map.entry("GRU", "gru"),
            Map.entry("RNN", "rnn"));

    private ModuleClasses() {}

    /** The operation type, for a class without its package, or for a function's name. */
    static Optional<String> opType(String name) {
        return Optional.ofNullable(OP_TYPES.get(name));
    }
}
