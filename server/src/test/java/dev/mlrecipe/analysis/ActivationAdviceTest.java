package dev.mlrecipe.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.activation.ActivationSite;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.mil.MilEncoding;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** 8-bit activations in predictions, and as a fix where they gain. */
class ActivationAdviceTest {
    private static final RecipeParser PARSER = new RecipeParser(
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(),
            Analyses.AVAILABILITY);
    private static final int LAYERS = 8;
    private static final String HEAD = "model: Net.mlpackage\ntarget: iOS17\ndevices: [%s]\n";
    private static final String BOTH =
            HEAD + """
            data: samples
            steps:
              - config_type: OpActivationLinearQuantizerConfig
                global_config: {}
              - config_type: OpLinearQuantizerConfig
                global_config: {mode: linear_symmetric}
            """;

    /** Convolutions one after the other, with work enough to be bound by it. */
    private static Analysis analyse(String recipe) {
        List<OpFacts> ops = new ArrayList<>();
        List<ActivationSite> sites = new ArrayList<>();
        var weights = dev.mlrecipe.plan.Fixture.model(Opset.COREML7);
        List<Long> shape = List.of(1L, 512L, 28L, 28L);
        long values = 512 * 28 * 28;
        ValueFacts x = new ValueFacts("x", shape, "float16");
        for (int i = 0; i < LAYERS; i++) {
            String name = "conv" + i;
            ValueFacts y = new ValueFacts(name, shape, "float16");
            long weight = 512 * 512 * 9;
            ops.add(new OpFacts(
                    name, "conv", List.of(x), List.of(y), weight * 28 * 28, 2 * values, 2 * values, 2 * weight,
                    2 * weight, true));
            weights = weights.weight(name + "_weight", Shape.of(512, 512, 3, 3), name + ":conv");
            sites.add(new ActivationSite(name, "conv", List.of(x.name())));
            x = y;
        }
        ModelIndex plain = weights.build();
        ModelIndex index = new ModelIndex(
                plain.kind(), plain.specificationVersion(), plain.opset(), plain.functions(), plain.weights(), sites);
        FunctionFacts main = new FunctionFacts(
                plain.functions().getFirst(), ops.getFirst().inputs(), List.of(x), ops,
                ops.stream().mapToLong(OpFacts::multiplyAdds).sum(), List.of());
        ParsedRecipe parsed = PARSER.parse(Text.of(recipe));
        return Analysis.of(
                parsed,
                Optional.of(RecipePaths.of(Path.of("/project/r.mlrecipe.yaml"), parsed.recipe())),
                new ModelState.Read(index, new MilEncoding(Opset.COREML7), List.of(main)),
                Analyses.AVAILABILITY,
                Optional.empty());
    }

    private static List<Finding.Fix> fixes(String recipe) {
        Analysis analysis = analyse(recipe);
        Step step = PARSER.parse(Text.of(recipe)).recipe().steps().getLast();
        return analysis.alternatives().orElseThrow().of(step).stream()
                .filter(fix -> fix.title().startsWith("Quantize activations as well, once data names samples: "))
                .toList();
    }

    private static void check(String recipe, String expected) {
        List<Finding.Fix> fixes = fixes(recipe.formatted("iPhone 15 Pro"));
        assertEquals(1, fixes.size());
        String fixed = Annotated.apply(recipe.formatted("iPhone 15 Pro"), fixes.getFirst());
        assertEquals(expected.formatted("iPhone 15 Pro"), fixed);
        assertEquals(List.of(), analyse(fixed).findings().stream().map(Finding::message).toList());
    }

    @Test
    void aStepOfAList() {
        check(HEAD + """
                steps:
                  # Weights first.
                  - config_type: OpLinearQuantizerConfig
                    global_config: {mode: linear_symmetric}
                """, "data: samples\n" + HEAD + """
                steps:
                  # Weights first.
                  - config_type: OpActivationLinearQuantizerConfig
                    global_config: {mode: linear_symmetric}
                  - config_type: OpLinearQuantizerConfig
                    global_config: {mode: linear_symmetric}
                """);
    }

    @Test
    void aRecipeThatIsAStep() {
        check(HEAD + """
                config_type: OpLinearQuantizerConfig

                global_config:
                  mode: linear_symmetric
                output: out.mlpackage
                """, "data: samples\n" + HEAD + """
                steps:
                  - config_type: OpActivationLinearQuantizerConfig
                    global_config: {mode: linear_symmetric}
                  - config_type: OpLinearQuantizerConfig

                    global_config:
                      mode: linear_symmetric
                output: out.mlpackage
                """);
    }

    @Test
    void aListInOneLineWithDataAlready() {
        check(HEAD + """
                data: images
                steps: [{config_type: OpLinearQuantizerConfig, global_config: {mode: linear_symmetric}}]
                """, HEAD + """
                data: images
                steps: [{config_type: OpActivationLinearQuantizerConfig, global_config: {mode: linear_symmetric}}, {config_type: OpLinearQuantizerConfig, global_config: {mode: linear_symmetric}}]
                """);
    }

    @Test
    void notWhereNothingIsGained() {
        String weights = HEAD + "config_type: OpLinearQuantizerConfig\nglobal_config: {mode: linear_symmetric}\n";
        assertEquals(List.of(), fixes(BOTH.formatted("iPhone 15 Pro")));
        assertEquals(List.of(), fixes(weights.formatted("iPhone 15 Pro").replace("iOS17", "iOS16")));
        assertEquals(List.of(), fixes(weights.formatted("iPhone 15 Pro") + "compute_units: cpu_only\n"));
    }

    /** Chips with a path for integers compute faster; others move fewer bytes. */
    @Test
    void integersAreFasterWhereTheChipHasThem() {
        Forecast fast = analyse(BOTH.formatted("iPhone 15 Pro")).forecast().orElseThrow();
        Forecast slow = analyse(BOTH.formatted("iPhone 14")).forecast().orElseThrow();
        double gain = fast.result().latency().value() / fast.baseline().latency().value();
        double less = slow.result().latency().value() / slow.baseline().latency().value();

        assertTrue(gain < 0.75, "A17 Pro: " + gain);
        assertTrue(less > gain && less <= 1, "A15: " + less);
        assertTrue(fast.result().layers().getFirst().rule().endsWith("; multiplies 8-bit integers"));
        assertFalse(fast.baseline().layers().getFirst().rule().contains("8-bit"));
        assertEquals(LAYERS, fast.result().layers().size());
    }
}
