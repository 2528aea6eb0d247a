package dev.mlrecipe.analysis;

import static dev.mlrecipe.plan.Fixture.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.DiagnosticPages;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.plan.Fakes;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is said because of systems, reported defects and other recipes. The marks below a line are exactly its findings. */
class SurroundingsTest {
    private static final Surroundings PRODUCT = Surroundings.load();
    private static final RecipeParser PARSER = new RecipeParser(
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(),
            PRODUCT.availability());
    private static final ModelIndex NET = net(Opset.COREML8);

    private static ModelIndex net(Opset opset) {
        return model(opset)
                .weight("conv_weight", Shape.of(64, 64, 3, 3), "conv_1:conv")
                .weight("fc_weight", Shape.of(64, 64), "fc:linear")
                .build();
    }

    private static List<Finding> findings(String recipe, Optional<ModelIndex> model, Surroundings surroundings) {
        ParsedRecipe parsed = PARSER.parse(Text.of(recipe));
        ModelState state = model.<ModelState>map(index -> new ModelState.Read(index, new Fakes.SumEncoding()))
                .orElseGet(ModelState.Unknown::new);
        RecipePaths paths = RecipePaths.of(Path.of("/project/r.mlrecipe.yaml"), parsed.recipe());
        return Analysis.of(parsed, Optional.of(paths), state, surroundings, Optional.empty()).findings();
    }

    private static void check(Optional<ModelIndex> model, Surroundings surroundings, String annotated) {
        String recipe = Annotated.clean(annotated);
        assertEquals(annotated, Annotated.annotate(Text.of(recipe), findings(recipe, model, surroundings)));
    }

    private static void check(ModelIndex model, String annotated) {
        check(Optional.of(model), PRODUCT, annotated);
    }

    @Nested
    class SizeOnly {
        @Test
        void ofEveryTargetThatExpandsAtLoad() {
            check(Optional.empty(), PRODUCT, """
                    target: [iOS16, macOS14, watchOS9]
                    #        ^^^^^ size-only iOS16 expands compressed weights when the model is loaded: a smaller file, the same memory and latency; weights can stay compressed from iOS17 on
                    #                        ^^^^^^^^ size-only watchOS9 expands compressed weights when the model is loaded: a smaller file, the same memory and latency; weights can stay compressed from watchOS10 on
                    config_type: OpPalettizerConfig
                    global_config: {nbits: 4}
                    """);
        }

        @Test
        void ofTheModelWhereNoTargetIsNamed() {
            check(net(Opset.COREML6), """
                    model: M.mlpackage
                    #      ^^^^^^^^^^^ size-only iOS16, macOS13 expand compressed weights when the model is loaded: a smaller file, the same memory and latency; weights can stay compressed from iOS17, macOS14 on
                    config_type: OpPalettizerConfig
                    global_config: {nbits: 4}
                    """);
            check(net(Opset.COREML7), """
                    model: M.mlpackage
                    config_type: OpPalettizerConfig
                    global_config: {nbits: 4}
                    """);
        }

        @Test
        void ofNeuralNetworksOnEverySystem() {
            check(new ModelIndex(ModelKind.NEURAL_NETWORK, 4, Optional.empty(), List.of(), NET.weights()), """
                    model: M.mlmodel
                    #      ^^^^^^^^^ size-only every system expands the weights of a neural network when it is loaded: a smaller file, the same memory and latency; those of an ML program can stay compressed from iOS17 on
                    target: iOS18
                    config_type: OpPalettizerConfig
                    global_config: {nbits: 4}
                    """);
        }

        @Test
        void notWhereNothingIsCompressed() {
            check(net(Opset.COREML6), """
                    model: M.mlpackage
                    target: iOS16
                    config_type: OpPalettizerConfig
                    global_config: null
                    """);
        }

        @Test
        void aCommentHidesIt() {
            check(Optional.empty(), PRODUCT, """
                    target: iOS16 # mlrecipe: ignore size-only
                    config_type: OpPalettizerConfig
                    global_config: {nbits: 4}
                    """);
        }
    }

    @Nested
    class Hazards {
        private static final String SCALED = """
                model: M.mlpackage
                target: [iOS18, macOS15]
                config_type: OpPalettizerConfig
                global_config: {nbits: 4, enable_per_channel_scale: true}
                """;

        @Test
        void anOptionOnAUnitAndASystem() {
            check(NET, """
                    model: M.mlpackage
                    target: [iOS18, macOS15]
                    config_type: OpPalettizerConfig
                    global_config: {nbits: 4, enable_per_channel_scale: true}
                    #                                                   ^^^^ known-hazard enable_per_channel_scale true: reported 2026-05-03 (Core ML, macOS26, M4): the Neural Engine refuses the model when it is loaded and the process ends; compute_units: cpu_and_gpu avoids it (per-channel-scale-neural-engine, https://github.com/apple/coremltools/pull/2688)
                    """);
        }

        @Test
        void onlyWhereTheUnitAndTheSystemCanMeet() {
            for (String other : List.of("compute_units: cpu_and_gpu\n", "compute_units: cpu_only\n")) {
                assertEquals(List.of(), findings(other + SCALED, Optional.of(NET), PRODUCT), other);
            }
            for (String target : List.of("iOS18", "macOS27", "[tvOS18, visionOS2]")) {
                String recipe = SCALED.replace("[iOS18, macOS15]", target);
                assertEquals(List.of(), findings(recipe, Optional.of(NET), PRODUCT), target);
            }
            assertEquals(1, findings("compute_units: cpu_and_ne\n" + SCALED, Optional.of(NET), PRODUCT).size());
        }

        @Test
        void itsFixKeepsTheUnitOut() {
            List<Finding> findings = findings(SCALED, Optional.of(NET), PRODUCT);
            String fixed = Annotated.apply(
                    SCALED, Annotated.fix(findings, "Set compute_units: cpu_and_gpu").orElseThrow());
            assertTrue(fixed.startsWith("compute_units: cpu_and_gpu\nmodel:"), fixed);
            assertEquals(List.of(), findings(fixed, Optional.of(NET), PRODUCT));
        }

        @Test
        void anOperationTypeThatTheRuleReaches() {
            String annotated = """
                    model: M.mlpackage
                    target: macOS15
                    config_type: OpLinearQuantizerConfig
                    op_type_configs:
                      linear: {granularity: per_block}
                      conv: {granularity: per_block}
                    #                     ^^^^^^^^^ known-hazard granularity per_block: reported 2026-09-12 (Core AI, macOS27, M5 Pro): a convolution with several scales per output channel (over a 4-bit table there) used wrong scales; compute_units: cpu_and_gpu avoids it (per-block-convolution-neural-engine, https://github.com/apple/coreai-torch/issues/93)
                    """;
            check(NET, annotated);
            check(Optional.empty(), PRODUCT, annotated);
        }

        @Test
        void aCommentHidesOneAndASettingAll() {
            String ignored = SCALED.replace("true}", "true} # mlrecipe: ignore known-hazard");
            assertEquals(List.of(), findings(ignored, Optional.of(NET), PRODUCT));
            Surroundings quiet = PRODUCT.withoutHazards(List.of("per-channel-scale-neural-engine"));
            assertEquals(List.of(), findings(SCALED, Optional.of(NET), quiet));
        }

        @Test
        void theyAreAllOnThePage() {
            String page = DiagnosticPages.text(Code.KNOWN_HAZARD);
            PRODUCT.hazards().hazards().forEach(hazard -> {
                assertTrue(page.contains("| `" + hazard.id() + "` |"), hazard.id());
                assertTrue(page.contains(hazard.reported()) && page.contains(hazard.link()), hazard.id());
            });
        }
    }

    @Nested
    class OtherRecipes {
        private final RecipePaths self = paths("r", "build/Net.mlpackage");

        private RecipePaths paths(String name, String output) {
            Path folder = Path.of("/project");
            return new RecipePaths(
                    folder.resolve(name + ".mlrecipe.yaml"),
                    Optional.of(folder.resolve("Other.mlpackage")),
                    Optional.of(folder.resolve(output)));
        }

        private void check(String output, String relation) {
            SurroundingsTest.check(Optional.empty(), PRODUCT.beside(List.of(self, paths("b", output))), """
                    model: Net.mlpackage
                    output: build/Net.mlpackage
                    #       ^^^^^^^^^^^^^^^^^^^ output-conflict the output "build/Net.mlpackage" %s the output of b.mlrecipe.yaml; give another path
                    config_type: OpPalettizerConfig
                    global_config: {nbits: 4}
                    """.formatted(relation));
        }

        @Test
        void mustNotWriteToOnePlace() {
            check("build/Net.mlpackage", "is also");
            check("build/net.MLPACKAGE", "is also");
            check("build", "lies inside");
            check("build/Net.mlpackage/Data/x.mlpackage", "holds");
        }

        @Test
        void mayWriteSideBySide() {
            SurroundingsTest.check(Optional.empty(), PRODUCT.beside(List.of(paths("b", "build/Net2.mlpackage"), self)), """
                    model: Net.mlpackage
                    output: build/Net.mlpackage
                    config_type: OpPalettizerConfig
                    global_config: {nbits: 4}
                    """);
        }
    }
}
