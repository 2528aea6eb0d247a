package dev.mlrecipe.executor;

import ai.onnxruntime.OrtException;
import dev.mlrecipe.executor.graph.OnnxGraph;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ONNX Runtime does not take a translated model. */
final class LoadException extends IOException {
    private static final long serialVersionUID = 1;

    /** How messages name a node: in brackets or quotes. */
    private static final Pattern NODE = Pattern.compile("[(']([^()']+/[A-Za-z0-9]+(?:~[0-9]+)?)[)']");

    LoadException(OrtException cause) {
        super("the translated model cannot be loaded: " + cause.getMessage(), cause);
    }

    /** The operation of the program whose translation is to blame; empty if none is named. */
    Optional<String> operation() {
        Matcher node = NODE.matcher(getMessage());
        return node.find()
                ? Optional.of(OnnxGraph.originOf(node.group(1))).filter(name -> !name.isEmpty())
                : Optional.empty();
    }
}
