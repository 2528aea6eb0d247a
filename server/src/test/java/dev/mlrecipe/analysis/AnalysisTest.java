package dev.mlrecipe.analysis;

import static dev.mlrecipe.plan.Fixture.dense;
import static dev.mlrecipe.plan.Fixture.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.plan.Fakes;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is said about a recipe and its model. The marks below a line are exactly its findings. */
class AnalysisTest {
    private static final Availability AVAILABILITY = Availability.load();
    private static final RecipeParser PARSER =
            new RecipeParser(List.of(Fakes.TABLES, Fakes.PRUNE, Fakes.BROKEN), AVAILABILITY);
    private static final Shape MATRIX = Shape.of(64, 64);

    /** Three layers, as converted for iOS18. */
    private static final ModelIndex SMALL = model(Opset.COREML8)
            .weight("conv_1_weight", Shape.of(63, 3, 7, 7), "conv_1:conv")
            .weight("conv_1_bias", Shape.of(63), "conv_1:conv")
            .weight("conv_2_weight", Shape.of(64, 32, 3, 3), "conv_2:conv")
            .weight("fc_weight", MATRIX, "fc:linear")
            .build();

    private static Analysis analyse(String recipe, ModelState model) {
        ParsedRecipe parsed = PARSER.parse(Text.of(recipe));
        return Analysis.of(
                parsed,
                Optional.of(RecipePaths.of(Path.of("/project/r.mlrecipe.yaml"), parsed.recipe())),
                model,
                AVAILABILITY,
                Optional.empty());
    }

    private static ModelState read(ModelIndex index) {
        return new ModelState.Read(index, new Fakes.SumEncoding());
    }

    private static void check(ModelIndex index, String annotated) {
        check(read(index), annotated);
    }

    private static void check(ModelState model, String annotated) {
        String recipe = Annotated.clean(annotated);
        assertEquals(annotated, Annotated.annotate(Text.of(recipe), analyse(recipe, model).findings()));
    }

    private static String fixed(ModelIndex index, String recipe, String title) {
        List<Finding> findings = analyse(recipe, read(index)).findings();
        return Annotated.apply(recipe, Annotated.fix(findings, title).orElseThrow(() -> new AssertionError(
                findings.stream().flatMap(f -> f.fixes().stream()).map(Finding.Fix::title).toList())));
    }

    @Nested
    class TheModel {
        private static final String PLAIN = """
                model: M.mlpackage
                config_type: TablesConfig
                global_config: {nbits: 4}
                """;

        @Test
        void nothingIsSaidAboutAModelNobodyLookedAt() {
            check(new ModelState.Unknown(), PLAIN);
        }

        @Test
        void thatCannotBeReadBlocks() {
            ModelState missing = new ModelState.Unreadable("M.mlpackage does not exist; the folder holds N.mlpackage");
            check(missing, """
                    model: M.mlpackage
                    #      ^^^^^^^^^^^ model-unreadable M.mlpackage does not exist; the folder holds N.mlpackage
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    """);
            assertTrue(analyse(PLAIN, missing).blocked());
            assertFalse(analyse(PLAIN, read(SMALL)).blocked());
        }

        @Test
        void thatIsCompiled() {
            check(new ModelState.Unknown(), """
                    model: build/M.mlmodelc/
                    #      ^^^^^^^^^^^^^^^^^ model-unreadable "build/M.mlmodelc/" is a compiled model, which cannot be changed; give the .mlpackage or .mlmodel that it was compiled from
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    """);
        }

        @Test
        void ofAnotherKind() {
            check(new ModelIndex(ModelKind.PIPELINE, 5, Optional.empty(), List.of(), List.of()), """
                    model: M.mlpackage
                    #      ^^^^^^^^^^^ model-unreadable "M.mlpackage" holds a pipeline of models; ML programs (.mlpackage) and neural networks (.mlmodel) can be compressed
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    """);
        }

        @Test
        void thatIsNewerThanATarget() {
            check(SMALL, """
                    model: M.mlpackage
                    target: [iOS17, iOS18]
                    #        ^^^^^ unavailable-on-target the model needs iOS18 (specification version 9); the target is iOS17
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    """);
        }

        @Test
        void aNeuralNetworkRunsOnOlderSystemsThanAProgram() {
            ModelIndex network =
                    new ModelIndex(ModelKind.NEURAL_NETWORK, 1, Optional.empty(), List.of(), SMALL.weights());
            check(network, """
                    model: M.mlpackage
                    target: [iOS12, iOS11]
                    #               ^^^^^ unavailable-on-target the model needs iOS12 (1 to 8-bit weights in neural networks); the target is iOS11
                    config_type: TablesConfig
                    global_config: {nbits: 3}
                    """);
        }
    }

    @Nested
    class TheOutput {
        private void output(String model, String output, String relation) {
            String line = "output: " + output + "\n";
            String mark = relation.isEmpty() ? "" : "#       " + "^".repeat(output.length())
                    + " output-conflict the output \"" + output + "\" " + relation + "; give another path\n";
            check(new ModelState.Unknown(), "model: " + model + "\n" + line + mark + """
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    """);
        }

        @Test
        void mustNotDestroyTheModelOrTheRecipe() {
            output("M.mlpackage", "build/M.mlpackage", "");
            output("M.mlpackage", "M.mlpackage2", "");
            output("M.mlpackage", "../project/./M.mlpackage", "is the model itself");
            output("M.mlpackage", "m.MLPACKAGE", "is the model itself");
            output("a/M.mlpackage", "a/M.mlpackage/x.mlpackage", "lies inside the model");
            output("a/M.mlpackage", "a", "holds the model");
            output("a/M.mlpackage", "r.mlrecipe.yaml", "is this recipe");
            output("/other/M.mlpackage", "../project", "holds this recipe");
        }

        @Test
        void hasADefaultBesideTheRecipe() {
            check(new ModelState.Unknown(), """
                    model: r.mlpackage
                    #      ^^^^^^^^^^^ output-conflict without output: the result would be "r.mlpackage", which is the model itself; give another path
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    """);
        }
    }

    @Nested
    class OpsetTooOld {
        private final ModelIndex old =
                model(Opset.COREML7).weight("w", MATRIX, "a:conv").build();

        @Test
        void theModelLimitsWhatATargetWouldAllow() {
            check(old, """
                    model: M.mlpackage
                    target: iOS18
                    config_type: TablesConfig
                    global_config: {nbits: 3}
                    #                      ^ model-opset-too-old nbits 3 (3-bit tables) needs a CoreML8 model (iOS18), this one is CoreML7: convert it again with minimum_deployment_target=ct.target.iOS18
                    """);
        }

        @Test
        void withoutATargetTheModelDecides() {
            check(old, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    joint_compression: true
                    #                  ^^^^ model-opset-too-old joint_compression true (compression of already compressed weights) needs a CoreML8 model (iOS18, macOS15), this one is CoreML7: convert it again with minimum_deployment_target=ct.target.iOS18
                    global_config: {nbits: 4}
                    """);
        }

        @Test
        void theNearestThingThatTheModelCanHoldIsAFix() {
            assertEquals("""
                    model: M.mlpackage
                    config_type: TablesConfig
                    joint_compression: false
                    """, fixed(old, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    joint_compression: true
                    """, "Change to false"));
        }

        @Test
        void whatTheTargetCannotLoadIsSaidOnce() {
            check(old, """
                    model: M.mlpackage
                    target: iOS17
                    config_type: TablesConfig
                    global_config: {nbits: 3}
                    #                      ^ unavailable-on-target nbits 3 needs iOS18 (3-bit tables); the target is iOS17
                    """);
        }

        @Test
        void theOldestProgramsAreRaisedByOne() {
            ModelIndex oldest = model(Opset.COREML5).weight("w", MATRIX, "a:conv").build();
            check(oldest, """
                    model: M.mlpackage
                    target: iOS17
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    """);
        }
    }

    @Nested
    class Reach {

        @Test
        void aNameThatTheModelDoesNotHave() {
            check(SMALL, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    op_name_configs:
                      conv_2: {nbits: 6}
                      conv.2.weight: {nbits: 6}
                    # ^^^^^^^^^^^^^ rule-matches-nothing no operation with weights and no const of the model is named "conv.2.weight"; the nearest: conv_2_weight
                      conv_3_weight: {nbits: 6}
                    # ^^^^^^^^^^^^^ rule-matches-nothing no operation with weights and no const of the model is named "conv_3_weight"; the nearest: conv_1_weight
                      something_else: null
                    # ^^^^^^^^^^^^^^ rule-matches-nothing no operation with weights and no const of the model is named "something_else"
                      nothing_*: null
                    # ^^^^^^^^^ rule-matches-nothing "nothing_*" matches no const or operation name of the model
                    """);
        }

        @Test
        void aNameOfTheReportLeadsToItsOperation() {
            assertEquals("""
                    model: M.mlpackage
                    config_type: TablesConfig
                    op_name_configs:
                      conv_2: {nbits: 6}
                    """, fixed(SMALL, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    op_name_configs:
                      "conv_2.weight": {nbits: 6}
                    """, "Change to conv_2"));
        }

        @Test
        void aTypeThatHasNoWeights() {
            check(SMALL, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    op_type_configs:
                      gather: null
                    # ^^^^^^ rule-matches-nothing no operation of type "gather" has weights in the model; expected conv or linear
                    """);
        }

        @Test
        void aPatternBehindOthersThatCatchAllItMatches() {
            check(SMALL, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    op_name_configs:
                      "conv_*": {nbits: 6}
                      "conv_2*": {nbits: 8}
                    # ^^^^^^^^^ rule-matches-nothing "conv_2*" decides nothing: the weight that it matches obeys rules that come first: op_name_configs.conv_* (line 4)
                    """);
        }

        @Test
        void aPatternThatAgreesOnASharedWeightIsNotShadowed() {
            ModelIndex tied = model(Opset.COREML8).weight("t", MATRIX, "emb:gather", "head:linear").build();
            check(tied, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    op_name_configs:
                      "emb*": {nbits: 6}
                      "head*": {nbits: 6}
                    """);
        }
    }

    @Nested
    class Skipped {

        @Test
        void oneFindingPerRule() {
            check(SMALL, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    global_config: {group: 64}
                    ^^^^^^^^^^^^^ layer-skipped 1 of the 3 weights of this rule stays as it is: conv_1.weight [63,3,7,7]: 63 rows are no multiple of 64
                    """);
        }

        @Test
        void equalReasonsAreSaidOnce() {
            ModelIndex index = model(Opset.COREML8)
                    .weight("w1", Shape.of(66, 64), "a:conv")
                    .weight("w2", Shape.of(65, 64), "b:conv")
                    .weight("w3", Shape.of(66, 64), "c:conv")
                    .build();
            check(index, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    global_config: {group: 64}
                    ^^^^^^^^^^^^^ layer-skipped all 3 weights of this rule stay as they are: (1) a.weight [66,64], c.weight [66,64]: 66 rows are no multiple of 64, (2) b.weight [65,64]: 65 rows are no multiple of 64
                    """);
        }

        @Test
        void whatTheOpsetForbidsIsSaidByTheOpsetAlone() {
            ModelIndex old = model(Opset.COREML7).weight("w1", Shape.of(65, 64), "a:conv").build();
            check(old, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    global_config: {nbits: 3, group: 64}
                    #                      ^ model-opset-too-old nbits 3 (3-bit tables) needs a CoreML8 model (iOS18, macOS15), this one is CoreML7: convert it again with minimum_deployment_target=ct.target.iOS18
                    """);
        }

        @Test
        void aNamedLayerHasItsOwn() {
            check(SMALL, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    op_name_configs:
                      conv_1: {group: 10}
                    # ^^^^^^ layer-skipped conv_1.weight [63,3,7,7] stays as it is: 63 rows are no multiple of 10
                      fc_weight: {weight_threshold: 5000}
                    # ^^^^^^^^^ layer-skipped fc.weight [64,64] stays as it is: it has 4096 elements, not more than weight_threshold 5000; weight_threshold: 4095 would include it
                    """);
        }

        @Test
        void theThresholdThatLetsItInIsAFix() {
            assertEquals("""
                    model: M.mlpackage
                    config_type: TablesConfig
                    op_name_configs:
                      fc: {weight_threshold: 4095, nbits: 6}
                    """, fixed(SMALL, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    op_name_configs:
                      fc: {weight_threshold: 10000, nbits: 6}
                    """, "Set weight_threshold: 4095"));
        }

        @Test
        void itDoesNotBlock() {
            assertFalse(analyse("""
                    model: M.mlpackage
                    config_type: TablesConfig
                    global_config: {group: 64}
                    """, read(SMALL)).blocked());
        }
    }

    @Nested
    class Conflicts {
        private final ModelIndex tied = model(Opset.COREML8)
                .weight("table", MATRIX, "emb:gather", "head:linear")
                .weight("bias", Shape.of(4096), "emb:gather", "head:linear")
                .build();
        private static final String RECIPE = """
                model: M.mlpackage
                config_type: TablesConfig
                global_config: {nbits: 4}
                op_type_configs:
                  gather: null
                # ^^^^^^ conflicting-configs emb.weight [64,64] stays as it is: operations that share it disagree (emb → op_type_configs.gather, head → global_config); give one rule for its const name table
                """;

        @Test
        void tiedWeightsNeedOneRule() {
            check(tied, RECIPE);
            Finding finding = analyse(Annotated.clean(RECIPE), read(tied)).findings().get(0);
            assertEquals(
                    List.of("emb obeys this rule", "head obeys this rule"),
                    finding.related().stream().map(Finding.Related::message).toList());
        }

        @Test
        void theyDoNotBlock() {
            assertFalse(analyse(Annotated.clean(RECIPE), read(tied)).blocked());
        }

        @Test
        void aRuleForTheConstResolvesThem() {
            check(tied, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    op_type_configs:
                      gather: null
                    op_name_configs:
                      table: {nbits: 8}
                    """);
        }

        @Test
        void aCommentHidesThem() {
            check(tied, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    op_type_configs:
                      # mlrecipe: ignore conflicting-configs
                      gather: null
                    """);
        }
    }

    @Nested
    class Joint {
        private static final String FORGOTTEN = """
                model: M.mlpackage
                steps:
                  - config_type: PruneConfig
                    global_config: {}
                  - config_type: TablesConfig
                    global_config: {nbits: 4}
                #   ^^^^^^^^^^^^^ step-has-no-effect step 2 reaches nothing that its rules name: 3 weights (conv_1.weight [63,3,7,7], conv_2.weight [64,32,3,3], fc.weight [64,64]) are already compressed by step 1; joint_compression: true lets the step work on them
                """;

        @Test
        void theForgottenKey() {
            check(SMALL, FORGOTTEN);
        }

        @Test
        void isAFix() {
            String fixed = """
                    model: M.mlpackage
                    steps:
                      - config_type: PruneConfig
                        global_config: {}
                      - joint_compression: true
                        config_type: TablesConfig
                        global_config: {nbits: 4}
                    """;
            assertEquals(fixed, fixed(SMALL, Annotated.clean(FORGOTTEN), "Add joint_compression: true to step 2"));
            check(SMALL, fixed);
        }

        @Test
        void aFewSmallWeightsThatAreStillDenseMakeNoEffect() {
            ModelIndex index = model(Opset.COREML8)
                    .weight("large", Shape.of(1024, 1024), "a:conv")
                    .weight("small", MATRIX, "b:gather")
                    .build();
            check(index, """
                    model: M.mlpackage
                    steps:
                      - config_type: PruneConfig
                        op_type_configs: {conv: {}}
                      - config_type: TablesConfig
                        global_config: {nbits: 4}
                    #   ^^^^^^^^^^^^^ step-has-no-effect step 2 reaches less than 1 % of the bytes its rules name: 1 weight (a.weight [1024,1024]) is already compressed by step 1; joint_compression: true lets the step work on it
                    """);
        }

        @Test
        void aPartIsAlreadyCompressed() {
            check(SMALL, """
                    model: M.mlpackage
                    steps:
                      - config_type: PruneConfig
                        op_name_configs: {conv_2: {}}
                      - config_type: TablesConfig
                        global_config: {nbits: 4}
                    #   ^^^^^^^^^^^^^ already-compressed step 2 does not reach 58 % of the bytes its rules name: 1 weight (conv_2.weight [64,32,3,3]) is already compressed by step 1; joint_compression: true lets the step work on it
                    """);
        }

        @Test
        void theModelMayHaveBeenCompressedBefore() {
            ModelIndex index = model(Opset.COREML8)
                    .weight(List.of("w"), new Sparse(
                            Tensor.sketch(DataType.UINT1, MATRIX), Tensor.sketch(DataType.FLOAT16, Shape.of(9))), "a:conv")
                    .build();
            check(index, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    ^^^^^^^^^^^^^ step-has-no-effect step 1 reaches nothing that its rules name: 1 weight (a.weight [64,64]) is already compressed in the model; joint_compression: true lets the step work on it
                    """);
        }

        @Test
        void whereNoJointFormExistsTheKeyIsNoHelp() {
            check(SMALL, """
                    model: M.mlpackage
                    steps:
                      - config_type: TablesConfig
                        global_config: {nbits: 4}
                      - config_type: TablesConfig
                        global_config: {nbits: 8}
                    #   ^^^^^^^^^^^^^ step-has-no-effect step 2 reaches nothing that its rules name: 3 weights (conv_1.weight [63,3,7,7], conv_2.weight [64,32,3,3], fc.weight [64,64]) are already compressed by step 1; joint_compression would not help: no table over lut_to_dense
                    """);
        }

        @Test
        void anOldModelHasNoJointForms() {
            ModelIndex index = model(Opset.COREML7).weight("w", MATRIX, "a:conv").build();
            check(index, """
                    model: M.mlpackage
                    steps:
                      - config_type: PruneConfig
                        global_config: {}
                      - config_type: TablesConfig
                        global_config: {nbits: 4}
                    #   ^^^^^^^^^^^^^ step-has-no-effect step 2 reaches nothing that its rules name: 1 weight (a.weight [64,64]) is already compressed by step 1; joint_compression could reach it only in a CoreML8 model (iOS18, macOS15)
                    """);
        }

        @Test
        void stepsForDifferentWeightsNeedNoKey() {
            check(SMALL, """
                    model: M.mlpackage
                    steps:
                      - config_type: PruneConfig
                        op_type_configs: {linear: {}}
                      - config_type: TablesConfig
                        op_type_configs: {conv: {nbits: 4}}
                    """);
        }
    }

    @Nested
    class Inheritance {

        @Test
        void aLeafStartsFromTheDefaults() {
            check(SMALL, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    global_config: {nbits: 6, group: 1, weight_threshold: 512}
                    op_name_configs:
                      conv_2: {group: 2}
                    # ^^^^^^ no-inheritance leaves start from the defaults, not from global_config: nbits is 4 here, not 6; weight_threshold is 2048 here, not 512
                      conv_1: {nbits: 8, weight_threshold: 512}
                      fc: null
                    """);
        }

        @Test
        void itNeedsNoModel() {
            assertEquals("""
                    config_type: TablesConfig
                    global_config: {nbits: 6}
                    op_name_configs:
                      conv_2: {nbits: 6, group: 2}
                    """, fixed(SMALL, """
                    config_type: TablesConfig
                    global_config: {nbits: 6}
                    op_name_configs:
                      conv_2: {group: 2}
                    """, "Add nbits: 6"));
        }

        @Test
        void anotherTechniqueInheritsNothingAnyway() {
            check(SMALL, """
                    model: M.mlpackage
                    config_type: TablesConfig
                    global_config: {nbits: 6, weight_threshold: 1}
                    op_name_configs:
                      conv_2: {config_type: PruneConfig}
                    """);
        }
    }
}
