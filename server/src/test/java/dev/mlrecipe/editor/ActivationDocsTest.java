package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.activation.ActivationSite;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.text.Span;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said at rules about activations: of a model with a loop and a second function. */
class ActivationDocsTest {
    private static final String RECIPE =
            """
            model: Net.mlpackage
            data: samples
            config_type: OpActivationLinearQuantizerConfig
            global_config: {mode: linear}
            op_type_configs:
              add: null
              conv: {range: mse}
            op_name_configs:
              conv1: {range: percentile}
            """;

    @Test
    void whatItCatchesAndWhatItLeavesAndWhy() {
        check("global_config", """
                quantizes what 1 operation (linear 1) take and make
                * another rule decides about 3 operations (add 1, conv 2)
                * `in_loop` stay as they are: inside of branches or loops, or without a computed number to quantize
                * `other_conv` of function `decode` stay as they are: only the default function is quantized
                """);
        check("conv:", """
                quantizes what 1 operation (conv 1) take and make
                * another rule decides about 1 operation (conv 1)
                * `in_loop` stay as they are: inside of branches or loops, or without a computed number to quantize
                * `other_conv` of function `decode` stay as they are: only the default function is quantized
                """);
        check("conv1", "quantizes what 1 operation (conv 1) take and make\n");
        check("add", "leaves the activations of 1 operation (add 1) as they are\n");
    }

    @Test
    void hintsCount() {
        List<String> hints = InlayHints.of(snapshot(), new Span(0, RECIPE.length())).stream()
                .map(InlayHint::label)
                .filter(label -> label.contains("operation"))
                .toList();
        assertEquals(List.of("1 operation", "1 operation", "1 operation"), hints);
    }

    private static void check(String word, String expected) {
        String hover = Hover.at(snapshot(), RECIPE.indexOf(word) + 1).orElseThrow().markdown();
        assertTrue(hover.endsWith(expected.stripTrailing()), hover);
    }

    private static Snapshot snapshot() {
        ModelIndex small = Fixture.MODEL;
        ModelIndex index = new ModelIndex(
                small.kind(), small.specificationVersion(), small.opset(), List.of("main", "decode"), small.weights(),
                List.of(
                        new ActivationSite("conv1", "conv", List.of("x")),
                        new ActivationSite("conv2", "conv", List.of("a")),
                        new ActivationSite("sum", "add", List.of("a", "b")),
                        new ActivationSite("fc", "linear", List.of("c"))));
        Snapshot plain = Fixture.of(RECIPE, index);
        List<FunctionFacts> functions = List.of(
                function("main", "conv1:conv", "conv2:conv", "sum:add", "loop:while_loop", "in_loop:conv", "fc:linear"),
                function("decode", "other_conv:conv", "other_relu:relu"));
        return new Snapshot(
                plain.parsed(), plain.paths(), plain.model(), functions, plain.analysis(), plain.planned(),
                plain.measured(), plain.vocabulary(), plain.display());
    }

    private static FunctionFacts function(String name, String... ops) {
        List<OpFacts> facts = Arrays.stream(ops)
                .map(op -> op.split(":"))
                .map(op -> new OpFacts(op[0], op[1], List.of(), List.of(), 0, 0, 0, 0, 0, true))
                .toList();
        return new FunctionFacts(name, List.of(), List.of(), facts, 0, List.of());
    }
}
