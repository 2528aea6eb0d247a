package dev.mlrecipe.plan;

import static dev.mlrecipe.plan.Fixture.config;
import static dev.mlrecipe.plan.Fixture.dense;
import static dev.mlrecipe.plan.Fixture.global;
import static dev.mlrecipe.plan.Fixture.model;
import static dev.mlrecipe.plan.Fixture.name;
import static dev.mlrecipe.plan.Fixture.opType;
import static dev.mlrecipe.plan.Fixture.pattern;
import static dev.mlrecipe.plan.Fixture.recipe;
import static dev.mlrecipe.plan.Fixture.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerTest {
    private static final Shape MATRIX = Shape.of(64, 64);

    private static Planning plan(Recipe recipe, ModelIndex index) {
        return Planner.plan(recipe, index, new Fakes.SumEncoding(), Planner.compressedOpset(index));
    }

    private static Decision only(Recipe recipe, ModelIndex index) {
        return plan(recipe, index).plan().weights().get(0).decision();
    }

    private static Optional<Config> tables(Object... options) {
        return config(Fakes.TABLES, map(options));
    }

    private static Optional<Config> prune() {
        return config(Fakes.PRUNE, Map.of());
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new java.util.HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static Recipe everything() {
        return recipe(step(0, false, global(tables())));
    }

    private static String reason(Decision decision) {
        return switch (decision) {
            case Decision.Skip skip -> skip.reason();
            case Decision.Leave leave -> leave.reason();
            case Decision.Compress compress -> compress.declined().map(Decision.Skip::reason).orElse("");
        };
    }

    @Nested
    class Candidates {

        @ParameterizedTest
        @CsvSource({"2047,Leave", "2048,Leave", "2049,Compress"})
        void aWeightMustHaveMoreElementsThanTheThreshold(long elements, String decision) {
            ModelIndex index = model(Opset.COREML8).weight("w", Shape.of(1, elements), "a:conv").build();
            assertEquals(decision, only(everything(), index).getClass().getSimpleName());
        }

        @ParameterizedTest
        @CsvSource({"9,Leave", "10,Compress"})
        void tenElementsAreTheFewestWhateverTheThreshold(long elements, String decision) {
            ModelIndex index = model(Opset.COREML8).weight("w", Shape.of(1, elements), "a:conv").build();
            Recipe recipe = recipe(step(0, false, global(config(Fakes.TABLES, Map.of(), 0))));
            assertEquals(decision, only(recipe, index).getClass().getSimpleName());
        }

        @ParameterizedTest
        @EnumSource(DataType.class)
        void floatsAndBytesAreCompressed(DataType type) {
            ModelIndex index = model(Opset.COREML8).weight(List.of("w"), dense(type, MATRIX), "a:conv").build();
            boolean expected =
                    List.of(DataType.FLOAT16, DataType.FLOAT32, DataType.INT8, DataType.UINT8).contains(type);
            Decision decision = only(everything(), index);
            assertEquals(expected, !(decision instanceof Decision.Leave), decision.toString());
        }

        @Test
        void vectorsAndWhatNoOperationUsesAreLeft() {
            ModelIndex index = model(Opset.COREML8)
                    .weight("bias", Shape.of(4096), "a:conv")
                    .weight("table", MATRIX)
                    .build();
            List<String> reasons = plan(everything(), index).plan().weights().stream()
                    .map(weight -> reason(weight.decision()))
                    .toList();
            assertTrue(reasons.get(0).contains("rank 1"), reasons.get(0));
            assertEquals("no operation uses it", reasons.get(1));
        }

        @Test
        void aNameThatReachesNothingIsSkippedNotLeft() {
            ModelIndex index = model(Opset.COREML8)
                    .weight("small", Shape.of(16, 16), "a:conv")
                    .weight("bias", Shape.of(16), "a:conv")
                    .build();
            Planning planning = plan(recipe(step(0, false, name("a", tables()))), index);
            Decision.Skip skip =
                    assertInstanceOf(Decision.Skip.class, planning.plan().weights().get(0).decision());
            assertEquals(
                    "it has 256 elements, not more than weight_threshold 2048; weight_threshold: 255 would include it",
                    skip.reason());
            assertInstanceOf(Decision.Leave.class, planning.plan().weights().get(1).decision());
        }

        @Test
        void theBiasOfANamedOperationDidNotAsk() {
            ModelIndex index = model(Opset.COREML8)
                    .weight("w", MATRIX, "a:conv")
                    .weight("bias", Shape.of(64), "a:conv")
                    .build();
            Planning planning = plan(recipe(step(0, false, name("a", tables()))), index);
            assertInstanceOf(Decision.Compress.class, planning.plan().weights().get(0).decision());
            assertInstanceOf(Decision.Leave.class, planning.plan().weights().get(1).decision());
        }

        @Test
        void aPatternLeavesSmallWeightsSilently() {
            ModelIndex index = model(Opset.COREML8).weight("small", Shape.of(4, 4), "a:conv").build();
            assertInstanceOf(Decision.Leave.class, only(recipe(step(0, false, pattern("a*", tables()))), index));
        }
    }

    @Nested
    class Steps {
        private final ModelIndex index = model(Opset.COREML8).weight("w", MATRIX, "a:conv").build();

        private Recipe pruneThenTables(boolean joint) {
            return recipe(step(0, false, global(prune())), step(1, joint, global(tables("nbits", 4L))));
        }

        @Test
        void aJointStepWorksOnWhatTheStepBeforeMade() {
            Decision.Compress compress = assertInstanceOf(Decision.Compress.class, only(pruneThenTables(true), index));
            assertInstanceOf(SparseLookupTable.class, compress.form());
            assertEquals(2, compress.actions().size());
            assertEquals(List.of(false, true), compress.actions().stream().map(Decision.Action::joint).toList());
            assertEquals(Optional.empty(), compress.declined());
        }

        @Test
        void aStepThatIsNotJointLeavesCompressedWeightsAlone() {
            Decision.Compress compress = assertInstanceOf(Decision.Compress.class, only(pruneThenTables(false), index));
            assertInstanceOf(Sparse.class, compress.form());
            assertEquals(
                    "step 1 already makes it sparse_to_dense; "
                            + "without joint_compression: true, step 2 leaves compressed weights alone",
                    compress.declined().orElseThrow().reason());
        }

        @Test
        void aWeightThatTheModelStoresCompressedNeedsAJointStepToo() {
            Representation sparse = new Sparse(
                    Tensor.sketch(DataType.UINT1, MATRIX), Tensor.sketch(DataType.FLOAT16, Shape.of(100)));
            ModelIndex compressed = model(Opset.COREML8).weight(List.of("w"), sparse, "a:conv").build();
            Decision.Skip skip = assertInstanceOf(Decision.Skip.class, only(everything(), compressed));
            assertTrue(skip.reason().startsWith("the model already stores it as sparse_to_dense"), skip.reason());
            Recipe joint = recipe(step(0, true, global(tables())));
            assertInstanceOf(
                    SparseLookupTable.class,
                    assertInstanceOf(Decision.Compress.class, only(joint, compressed)).form());
        }

        @Test
        void whatALaterStepCannotDoIsSaidBesideWhatTheFirstOneDid() {
            Recipe twice = recipe(step(0, false, global(tables())), step(1, true, name("w", tables("nbits", 8L))));
            Decision.Compress compress = assertInstanceOf(Decision.Compress.class, only(twice, index));
            assertEquals(DataType.UINT4, ((LookupTable) compress.form()).indices().type());
            assertEquals("no table over lut_to_dense", compress.declined().orElseThrow().reason());
            assertEquals("op_name_configs.w", compress.declined().orElseThrow().rule().path());
        }

        @Test
        void aSecondStepMayDoWhatTheFirstOneDeclines() {
            Recipe recipe = recipe(step(0, false, global(tables("group", 48L))), step(1, false, global(prune())));
            Decision.Compress compress = assertInstanceOf(Decision.Compress.class, only(recipe, index));
            assertInstanceOf(Sparse.class, compress.form());
            assertEquals("64 rows are no multiple of 48", compress.declined().orElseThrow().reason());
        }

        @Test
        void aSizeIsAsUncertainAsTheLeastCertainStep() {
            Recipe recipe = recipe(
                    step(0, false, global(config(Fakes.PRUNE, Map.of("guess", true)))),
                    step(1, true, global(tables())));
            assertEquals(Proposal.Basis.UNKNOWN, ((Decision.Compress) only(recipe, index)).basis());
        }

        @Test
        void stepsForDifferentWeightsDoNotDisturbEachOther() {
            ModelIndex two = model(Opset.COREML8)
                    .weight("w1", MATRIX, "first:conv")
                    .weight("w2", MATRIX, "middle:conv")
                    .build();
            Planning planning = plan(
                    recipe(step(0, false, pattern("first*", tables("nbits", 8L))),
                            step(1, false, pattern("mid*", tables("nbits", 4L)))),
                    two);
            for (PlannedWeight weight : planning.plan().weights()) {
                assertEquals("", reason(assertInstanceOf(Decision.Compress.class, weight.decision())));
            }
        }

        @Test
        void theRuleThatSaysNullIsNamedEvenIfALaterStepNamesNothing() {
            Recipe recipe = recipe(
                    step(0, false, opType("linear", tables())), step(1, false, name("a", Optional.empty())));
            Decision.Leave leave = assertInstanceOf(Decision.Leave.class, only(recipe, index));
            assertEquals("op_name_configs.a", leave.rule().orElseThrow().path());
        }
    }

    @Nested
    class Sharing {
        private final ModelIndex tied =
                model(Opset.COREML8).weight("embedding", MATRIX, "emb:gather", "head:linear").build();

        @Test
        void consumersThatAgreeShareTheResult() {
            assertInstanceOf(Decision.Compress.class, only(everything(), tied));
            Recipe equal = recipe(step(0, false, opType("gather", tables()), opType("linear", tables())));
            assertInstanceOf(Decision.Compress.class, only(equal, tied));
        }

        @Test
        void consumersThatDisagreeLeaveItAsItIs() {
            Recipe recipe = recipe(step(0, false, opType("gather", Optional.empty()), global(tables())));
            Planning planning = plan(recipe, tied);
            Decision.Skip skip =
                    assertInstanceOf(Decision.Skip.class, planning.plan().weights().get(0).decision());
            assertEquals(
                    "operations that share it disagree (emb → op_type_configs.gather, head → global_config); "
                            + "give one rule for its const name embedding",
                    skip.reason());
            assertEquals(1, planning.conflicts().size());
            assertEquals(
                    List.of("op_type_configs.gather", "global_config"),
                    planning.conflicts().get(0).claims().stream().map(c -> c.rule().orElseThrow().path()).toList());
        }

        @Test
        void aConsumerThatNoRuleNamesDisagreesWithOneThatIsCompressed() {
            Planning planning = plan(recipe(step(0, false, opType("linear", tables()))), tied);
            assertInstanceOf(Decision.Skip.class, planning.plan().weights().get(0).decision());
        }

        @Test
        void noRuleAndNullAgree() {
            Planning planning = plan(recipe(step(0, false, opType("gather", Optional.empty()))), tied);
            Decision.Leave leave =
                    assertInstanceOf(Decision.Leave.class, planning.plan().weights().get(0).decision());
            assertEquals("op_type_configs.gather", leave.rule().orElseThrow().path());
            assertEquals(List.of(), planning.conflicts());
        }

        @Test
        void theConstsOwnNameResolvesIt() {
            Recipe recipe = recipe(step(
                    0, false, name("embedding", tables()), opType("gather", Optional.empty()), global(tables())));
            Decision.Compress compress = assertInstanceOf(Decision.Compress.class, only(recipe, tied));
            assertTrue(compress.actions().get(0).namedConst());
        }

        @Test
        void aPatternOnTheConstsNameResolvesItToo() {
            Recipe recipe = recipe(step(
                    0, false, pattern("emb*", tables()), opType("gather", Optional.empty()), global(tables())));
            Decision.Compress compress = assertInstanceOf(Decision.Compress.class, only(recipe, tied));
            assertTrue(!compress.actions().get(0).namedConst());
        }

        @Test
        void sharedBiasesCannotConflict() {
            ModelIndex index = model(Opset.COREML8)
                    .weight("bias", Shape.of(4096), "a:conv", "b:linear")
                    .weight("small", Shape.of(16, 16), "a:conv", "b:linear")
                    .build();
            Planning planning = plan(
                    recipe(step(0, false, opType("conv", tables("nbits", 8L)), opType("linear", tables()))), index);
            assertEquals(List.of(), planning.conflicts());
            planning.plan().weights().forEach(w -> assertInstanceOf(Decision.Leave.class, w.decision()));
        }

        @Test
        void differentThresholdsDisagreeOnlyIfOneOfThemLetsTheWeightIn() {
            ModelIndex index =
                    model(Opset.COREML8).weight("w", Shape.of(10, 100), "a:conv", "b:linear").build();
            Recipe recipe = recipe(step(
                    0, false, opType("conv", config(Fakes.TABLES, Map.of(), 100)), opType("linear", tables())));
            assertEquals(1, plan(recipe, index).conflicts().size());
        }

        @Test
        void twoNamesOfOneWeightMustAgreeToo() {
            ModelIndex index = model(Opset.COREML8)
                    .weight(List.of("x", "y"), dense(DataType.FLOAT16, MATRIX), "a:conv")
                    .build();
            Recipe recipe = recipe(step(0, false, name("x", tables()), name("y", tables("nbits", 8L))));
            assertEquals(1, plan(recipe, index).conflicts().size());
        }

        @Test
        void aWeightThatAnEarlierStepCompressedIsOutOfReachRatherThanInConflict() {
            Recipe recipe = recipe(
                    step(0, false, global(prune())),
                    step(1, false, opType("gather", Optional.empty()), global(tables())));
            Planning planning = plan(recipe, tied);
            assertEquals(List.of(), planning.conflicts());
            assertTrue(reason(planning.plan().weights().get(0).decision()).startsWith("step 1 already makes it"));
        }
    }

    @Nested
    class Limits {
        private final ModelIndex index = model(Opset.COREML5).weight("w", MATRIX, "a:conv").build();

        @Test
        void whatTheModelCannotStoreIsSkipped() {
            var encoding = new Fakes.SumEncoding() {
                @Override
                public Optional<String> illegal(Representation form) {
                    return Optional.of("3-bit tables need CoreML8");
                }
            };
            Planning planning = Planner.plan(everything(), index, encoding, Opset.COREML6);
            assertEquals("3-bit tables need CoreML8", reason(planning.plan().weights().get(0).decision()));
        }

        @Test
        void theOpsetIsRaisedOnlyIfSomethingIsCompressed() {
            assertEquals(Opset.COREML6, plan(everything(), index).plan().opset());
            assertEquals(Opset.COREML5, plan(recipe(), index).plan().opset());
        }

        @Test
        void aTechniqueWithADefectCostsOneWeight() {
            Recipe recipe = recipe(step(0, false, global(config(Fakes.BROKEN, Map.of()))));
            assertEquals("BrokenConfig failed: java.lang.IllegalStateException: no luck", reason(only(recipe, index)));
        }
    }

    @Test
    void everyRuleSaysWhatItDid() {
        ModelIndex index = model(Opset.COREML8)
                .weight("w1", MATRIX, "a:conv")
                .weight("w2", MATRIX, "b:conv")
                .weight("w3", Shape.of(63, 64), "c:conv")
                .weight("bias", Shape.of(64), "c:conv")
                .build();
        Planning planning = plan(
                recipe(step(0, false, pattern("a", tables()), opType("conv", tables("group", 2L)), global(prune()))),
                index);
        assertEquals(
                List.of("op_name_configs.a 1 [COMPRESSED]",
                        "op_type_configs.conv 4 [COMPRESSED, DECLINED, NO_CANDIDATE]",
                        "global_config 4 []"),
                planning.uses().stream()
                        .map(use -> use.rule().path() + " " + use.matched().size() + " "
                                + use.effects().stream().map(RuleUse.Effected::effect).toList())
                        .toList());
    }

    @Test
    void aLargeModelWithManyRulesIsPlannedQuickly() {
        var builder = model(Opset.COREML8);
        for (int i = 0; i < 2000; i++) {
            builder.weight("layer_" + i + "_w", MATRIX, "layer_" + i + ":conv");
        }
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            rules.add(pattern("layer_" + i + "9*", tables("nbits", 6L)));
        }
        rules.add(global(tables()));
        Step step = step(0, false, rules.toArray(Rule[]::new));
        ModelIndex index = builder.build();
        plan(recipe(step), index);
        long start = System.nanoTime();
        plan(recipe(step), index);
        double seconds = (System.nanoTime() - start) / 1e9;
        assertTrue(seconds < 1, seconds + " s");
    }
}
