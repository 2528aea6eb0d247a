package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What raising a model's opset changes, or why it is not possible: as text, and as JSON ({@code schema/raise.schema.json}).
 *
 * @param model path of the model, as the user gave it
 * @param output path of the output; empty where nothing is written
 * @param target the system that the result is for
 * @param facts what changes
 */
public record RaiseReport(String model, Optional<String> output, String target, RaiseFacts facts) {

    /** Lines for a terminal, each with a line feed. */
    public String text(boolean colour) {
        boolean raises = facts.raising().from().filter(from -> from != facts.to()).isPresent();
        String written = output.map(path -> Ink.harmless(model) + " -> " + Ink.harmless(path) + "\n").orElse("");
        return raises
                ? facts.text(colour)
                        + "weights keep their values bit for bit; types were checked, nothing was run by Core ML: compare"
                        + " the outputs of both models on a device\n" + written
                : Ink.harmless(model) + ": " + facts.to().word() + " already, nothing to raise\n" + written;
    }

    /** As JSON. */
    public ObjectNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", 1);
        root.put("model", model);
        root.put("output", output.orElse(null));
        root.put("target", target);
        root.setAll(facts.json());
        return root;
    }
}
