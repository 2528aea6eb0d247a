package dev.mlrecipe.export;

import static dev.mlrecipe.export.Recipes.FOREIGN;
import static dev.mlrecipe.export.Recipes.MAGNITUDE;
import static dev.mlrecipe.export.Recipes.PALETTIZE;
import static dev.mlrecipe.export.Recipes.QUANTIZE;
import static dev.mlrecipe.export.Recipes.THRESHOLD;
import static dev.mlrecipe.export.Recipes.leaf;
import static dev.mlrecipe.export.Recipes.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.plan.Fakes;
import dev.mlrecipe.plan.Fixture;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Expectations;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Part;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CoremltoolsExportTest {
    private static final Shape MATRIX = Shape.of(64, 64);
    private static final Optional<Config> INT8 = leaf(QUANTIZE, Map.of("dtype", "int8"));
    private static final Optional<Config> FOUR_BITS = leaf(PALETTIZE, Map.of("mode", "kmeans", "nbits", 4L));
    private static final Optional<Config> SIX_BITS = leaf(PALETTIZE, Map.of("mode", "kmeans", "nbits", 6L));

    @Test
    void aStepBecomesOneConfigurationWithTheGivenKeysOnly() {
        Export export = export(Fixture.recipe(Fixture.step(
                0,
                false,
                Fixture.opType("gather", Optional.empty()),
                Fixture.opType("conv", leaf(QUANTIZE, Map.of("granularity", "per_block", "block_size", List.of(1L, 16L)))),
                Fixture.name("fc.weight", leaf(QUANTIZE, Map.of("dtype", "int4"), 10)),
                Fixture.global(INT8))));
        assertEquals(
                """
                # Step 1 of r.mlrecipe.yaml, exported by mlrecipe for coremltools.
                config_type: "OpLinearQuantizerConfig"
                global_config:
                  dtype: "int8"
                op_type_configs:
                  gather: null
                  conv:
                    granularity: "per_block"
                    block_size:
                    - 1
                    - 16
                op_name_configs:
                  "fc.weight":
                    dtype: "int4"
                    weight_threshold: 10
                """,
                file(export, "step1.yaml"));
    }

    @Test
    void aLeafOfAnotherClassNamesIt() {
        Export export = export(Fixture.recipe(Fixture.step(
                0,
                false,
                Fixture.opType("conv", leaf(MAGNITUDE, Map.of("n_m_ratio", List.of(2L, 4L), "dim", 1L))),
                Fixture.global(leaf(THRESHOLD, Map.of("threshold", 1e-12))))));
        String yaml = file(export, "step1.yaml");
        assertTrue(yaml.contains("\nconfig_type: \"OpThresholdPrunerConfig\"\n"), yaml);
        assertTrue(yaml.contains("  conv:\n    config_type: \"OpMagnitudePrunerConfig\"\n    n_m_ratio:"), yaml);
    }

    @Test
    void everyStepIsAFileAndTheScriptRunsThemInOrder() {
        Export export = export(Fixture.recipe(
                Fixture.step(0, false, Fixture.global(leaf(MAGNITUDE, Map.of("target_sparsity", 0.5)))),
                Fixture.step(1, true, Fixture.global(FOUR_BITS))));
        assertEquals(
                List.of("step1.yaml", "step2.yaml", "compress.py"),
                export.files().stream().map(Export.File::name).toList());
        assertTrue(
                file(export, "compress.py")
                        .contains(
                                """
                                STEPS = [
                                    ("step1.yaml", cto.prune_weights, False),
                                    ("step2.yaml", cto.palettize_weights, True),
                                ]
                                """),
                file(export, "compress.py"));
    }

    @Test
    void aStepOfTwoFunctionsBecomesTwoFilesInWhichTheOtherOnesRulesAreNull() {
        Export export = export(Fixture.recipe(
                Fixture.step(0, false, Fixture.opType("conv", FOUR_BITS), Fixture.global(INT8))));
        assertTrue(file(export, "step1.yaml").endsWith("global_config:\n  dtype: \"int8\"\nop_type_configs:\n  conv: null\n"));
        assertTrue(file(export, "step1b.yaml")
                .endsWith("global_config: null\nop_type_configs:\n  conv:\n    mode: \"kmeans\"\n    nbits: 4\n"));
    }

    @Test
    void patternsBecomeTheConstNamesThatObeyThem() {
        ModelIndex model = Fixture.model(Opset.COREML8)
                .weight("a_w", MATRIX, "layer_1:linear")
                .weight("b_w", MATRIX, "layer_2:linear")
                .weight("c_w", MATRIX, "layer_3:linear")
                .weight("d_w", MATRIX, "head:linear")
                .build();
        Recipe recipe = Fixture.recipe(Fixture.step(
                0,
                false,
                Fixture.pattern("layer_*", SIX_BITS),
                Fixture.pattern("head_*", SIX_BITS),
                Fixture.name("layer_2", Optional.empty()),
                Fixture.name("c_w", FOUR_BITS),
                Fixture.global(FOUR_BITS)));
        Export export = CoremltoolsExport.of(source(recipe, Optional.of(plan(recipe, model))));
        String yaml = file(export, "step1.yaml");
        assertTrue(
                yaml.endsWith(
                        """
                        op_name_configs:
                          layer_2: null
                          c_w:
                            mode: "kmeans"
                            nbits: 4
                          a_w:
                            mode: "kmeans"
                            nbits: 6
                        """),
                yaml);
        assertTrue(yaml.contains("\"layer_*\": coremltools has no patterns; written as the 1 const names"), yaml);
        assertTrue(yaml.contains("\"head_*\": coremltools has no patterns; no weight of the model obeys it."), yaml);
        assertEquals(List.of(), export.notes());
    }

    @Test
    void aKeyThatIsANameOfTheModelIsNoPattern() {
        ModelIndex model = Fixture.model(Opset.COREML8).weight("a*", MATRIX, "fc:linear").build();
        Recipe recipe = Fixture.recipe(Fixture.step(0, false, Fixture.pattern("a*", SIX_BITS)));
        String yaml = file(CoremltoolsExport.of(source(recipe, Optional.of(plan(recipe, model)))), "step1.yaml");
        assertTrue(yaml.endsWith("op_name_configs:\n  \"a*\":\n    mode: \"kmeans\"\n    nbits: 6\n"), yaml);
        assertFalse(yaml.contains("no patterns"), yaml);
    }

    @Test
    void aWeightWhoseUsersDisagreeIsNamedAsLeftAlone() {
        ModelIndex model = Fixture.model(Opset.COREML8)
                .weight("shared", MATRIX, "fc:linear", "look_up:gather")
                .build();
        Recipe recipe = Fixture.recipe(
                Fixture.step(0, false, Fixture.opType("gather", Optional.empty()), Fixture.global(FOUR_BITS)));
        String yaml = file(CoremltoolsExport.of(source(recipe, Optional.of(plan(recipe, model)))), "step1.yaml");
        assertTrue(yaml.endsWith("op_name_configs:\n  shared: null\n"), yaml);
        assertTrue(yaml.contains("# shared is null: operations that share it disagree"), yaml);
    }

    @Test
    void withoutAModelPatternsAreNotes() {
        Export export = export(Fixture.recipe(
                Fixture.step(0, false, Fixture.pattern("layer_*", SIX_BITS), Fixture.global(FOUR_BITS))));
        assertFalse(file(export, "step1.yaml").contains("layer_"));
        assertEquals(1, export.notes().size());
        assertTrue(export.notes().get(0).message().startsWith("op_name_configs.layer_*: patterns have no equivalent"));
    }

    @Test
    void whatCoremltoolsDoesNotKnowIsNotedWithItsLineAndListedInTheScript() {
        Recipe plain = Fixture.recipe(Fixture.step(
                0,
                false,
                Fixture.opType("conv", leaf(FOREIGN, Map.of("angle", 4L))),
                Fixture.global(leaf(QUANTIZE, Map.of("dtype", "int8", "scale_search", true)))));
        Recipe recipe = new Recipe(
                Part.WHOLE,
                plain.model(),
                plain.output(),
                List.of(),
                Optional.empty(),
                List.of(new Located<>("iPhone 15", Span.at(1))),
                List.of(),
                Optional.empty(),
                plain.steps(),
                new Expectations(
                        Optional.of(new Located<>(4.0, Span.at(3))),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Map.of(),
                        List.of()));
        Export export = export(recipe);
        assertEquals(
                List.of(
                        new Note(1, "op_type_configs.conv: coremltools has no OpRotationConfig; the weights of this rule are"
                                + " left alone"),
                        new Note(2, "devices has no equivalent in a coremltools configuration; left out"),
                        new Note(3, "global_config.scale_search has no equivalent in coremltools; left out"),
                        new Note(4, "expect has no equivalent in a coremltools configuration; check it with `mlrecipe"
                                + " check`")),
                export.notes());
        String yaml = file(export, "step1.yaml");
        assertTrue(yaml.endsWith("global_config:\n  dtype: \"int8\"\nop_type_configs:\n  conv: null\n"), yaml);
        assertTrue(file(export, "compress.py").contains("# * line 3: global_config.scale_search has no equivalent"));
    }

    @Test
    void aModelIsRaisedBeforehand() {
        Recipe plain = Fixture.recipe(Fixture.step(0, false, Fixture.global(leaf(QUANTIZE, Map.of("dtype", "int8")))));
        Recipe recipe = new Recipe(
                Part.WHOLE,
                plain.model(), plain.output(), List.of(), Optional.of(new Located<>(true, Span.at(1))), List.of(), List.of(),
                Optional.empty(), plain.steps(), plain.expect());
        assertEquals(
                List.of(new Note(2, "raise_opset has no equivalent in a coremltools configuration; raise the model with"
                        + " `mlrecipe raise` first, and name the raised one")),
                export(recipe).notes());
    }

    @Test
    void aRecipeWithoutAnyEquivalentGivesNoFiles() {
        Export export = export(Fixture.recipe(
                Fixture.step(0, false, Fixture.global(leaf(FOREIGN, Map.of("angle", 4L)))),
                Fixture.step(1, false, Fixture.global(Optional.empty()))));
        assertEquals(List.of(), export.files());
        assertEquals(1, export.notes().size());
    }

    @Test
    void hostileNamesCannotLeaveTheirLine() {
        ExportSource source = new ExportSource(
                "r\nimport os.yaml",
                Text.of(""),
                Fixture.recipe(Fixture.step(0, false, Fixture.global(INT8))),
                Optional.empty(),
                Optional.of("a\"b\\c\nd.mlpackage"),
                Optional.of("o.mlpackage"));
        Export export = CoremltoolsExport.of(source);
        assertTrue(file(export, "step1.yaml").startsWith("# Step 1 of r\\u000aimport os.yaml, exported"));
        assertTrue(file(export, "compress.py").contains("\n# Exported by mlrecipe from r\\u000aimport os.yaml.\n"));
        assertTrue(file(export, "compress.py").contains("default=HERE / \"a\\\"b\\\\c\\nd.mlpackage\""));
    }

    @Test
    void modelsThatCoremltoolsCannotCompressAreNamed() {
        assertEquals(Optional.empty(), CoremltoolsExport.obstacle(index(ModelKind.ML_PROGRAM, "main")));
        assertEquals(Optional.empty(), CoremltoolsExport.obstacle(index(ModelKind.NEURAL_NETWORK, "main")));
        assertTrue(CoremltoolsExport.obstacle(index(ModelKind.PIPELINE, "main")).isPresent());
        assertTrue(CoremltoolsExport.obstacle(index(ModelKind.OTHER)).isPresent());
        assertTrue(CoremltoolsExport.obstacle(index(ModelKind.ML_PROGRAM, "prefill", "decode"))
                .orElseThrow()
                .contains("2 functions (prefill, decode)"));
    }

    private static ModelIndex index(ModelKind kind, String... functions) {
        return new ModelIndex(kind, 9, Optional.of(Opset.COREML8), List.of(functions), List.of());
    }

    private static Export export(Recipe recipe) {
        return CoremltoolsExport.of(source(recipe, Optional.empty()));
    }

    private static Planning plan(Recipe recipe, ModelIndex model) {
        return Planner.plan(recipe, model, new Fakes.SumEncoding(), Opset.COREML8);
    }

    private static String file(Export export, String name) {
        return export.files().stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " among " + export.files()))
                .content();
    }
}
