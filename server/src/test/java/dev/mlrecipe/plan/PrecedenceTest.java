package dev.mlrecipe.plan;

import static dev.mlrecipe.plan.Fixture.config;
import static dev.mlrecipe.plan.Fixture.global;
import static dev.mlrecipe.plan.Fixture.name;
import static dev.mlrecipe.plan.Fixture.opType;
import static dev.mlrecipe.plan.Fixture.pattern;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several rules a weight obeys. The weight is const {@code w_a}, used by {@code a} of type {@code conv}. */
class PrecedenceTest {
    private static final ModelIndex MODEL =
            Fixture.model(Opset.COREML8).weight("w_a", Shape.of(64, 64), "a:conv").build();

    private static Optional<Config> some() {
        return config(Fakes.TABLES, Map.of());
    }

    private static Rule rule(String word) {
        int colon = word.indexOf(':');
        String kind = colon < 0 ? word : word.substring(0, colon);
        String key = word.substring(colon + 1);
        return switch (kind) {
            case "name" -> name(key, some());
            case "pattern" -> pattern(key, some());
            case "type" -> opType(key, some());
            case "global" -> global(some());
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static String decider(ModelIndex model, Rule... rules) {
        Planning planning = Planner.plan(
                Fixture.recipe(Fixture.step(0, false, rules)), model, new Fakes.SumEncoding(), Opset.COREML8);
        return switch (planning.plan().weights().get(0).decision()) {
            case Decision.Compress compress -> compress.rule().path();
            case Decision.Skip skip -> "skip " + skip.rule().path();
            case Decision.Leave leave -> leave.rule().map(rule -> "leave " + rule.path()).orElse("leave");
        };
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', value = {
        "global                                              | global_config",
        "type:conv, global                                   | op_type_configs.conv",
        "type:linear, global                                 | global_config",
        "pattern:a*, type:conv, global                       | op_name_configs.a*",
        "pattern:w_*, type:conv, global                      | op_name_configs.w_*",
        "pattern:b*, type:conv, global                       | op_type_configs.conv",
        "pattern:a*, pattern:w_*                             | op_name_configs.a*",
        "pattern:w_*, pattern:a*                             | op_name_configs.w_*",
        "pattern:re:[ab], pattern:w_*                        | op_name_configs.re:[ab]",
        "pattern:re:w, type:conv                             | op_type_configs.conv",
        "name:a, pattern:w_*, type:conv, global              | op_name_configs.a",
        "name:w_a, name:a, pattern:*, type:conv, global      | op_name_configs.w_a",
        "name:b, type:linear                                 | leave",
    })
    void theNarrowestRuleDecides(String rules, String expected) {
        List<Rule> list = new ArrayList<>();
        for (String word : rules.split(", ")) {
            list.add(rule(word.strip()));
        }
        assertEquals(expected, decider(MODEL, list.toArray(Rule[]::new)));
        // Only patterns depend on their order in the file.
        if (list.stream().filter(rule -> rule.path().contains("*") || rule.path().contains("re:")).count() < 2) {
            Collections.reverse(list);
            assertEquals(expected, decider(MODEL, list.toArray(Rule[]::new)));
        }
    }

    @Test
    void everyKindGivesWayToAllNarrowerKinds() {
        List<Rule> narrowestFirst = List.of(
                name("w_a", some()), name("a", some()), pattern("a*", some()),
                opType("conv", some()), global(some()));
        for (int from = 0; from < narrowestFirst.size(); from++) {
            for (int more = 0; more < 1 << (narrowestFirst.size() - from - 1); more++) {
                List<Rule> rules = new ArrayList<>();
                rules.add(narrowestFirst.get(from));
                for (int bit = 0; bit < narrowestFirst.size() - from - 1; bit++) {
                    if ((more >> bit & 1) == 1) {
                        rules.add(0, narrowestFirst.get(from + 1 + bit));
                    }
                }
                assertEquals(narrowestFirst.get(from).path(), decider(MODEL, rules.toArray(Rule[]::new)));
            }
        }
    }

    @Test
    void nullLeavesAloneWhatBroaderRulesWouldCompress() {
        assertEquals("leave op_name_configs.w_a", decider(MODEL, name("w_a", Optional.empty()), global(some())));
        assertEquals("leave op_name_configs.a", decider(MODEL, name("a", Optional.empty()), opType("conv", some())));
        assertEquals("leave op_name_configs.a*", decider(MODEL, pattern("a*", Optional.empty()), global(some())));
        assertEquals("leave op_type_configs.conv", decider(MODEL, opType("conv", Optional.empty()), global(some())));
        assertEquals("leave global_config", decider(MODEL, global(Optional.empty())));
    }

    @Test
    void aNarrowerRuleCompressesWhatNullLeavesAlone() {
        assertEquals("op_name_configs.a", decider(MODEL, opType("conv", Optional.empty()), name("a", some())));
    }

    @Test
    void aKeyThatIsANameIsThatNameWhateverPatternCharactersItHolds() {
        ModelIndex model = Fixture.model(Opset.COREML8)
                .weight("w[*]", Shape.of(64, 64), "x:conv")
                .weight("w[1]", Shape.of(64, 64), "y:conv")
                .build();
        Planning planning = Planner.plan(
                Fixture.recipe(Fixture.step(0, false, pattern("w[*]", some()))),
                model, new Fakes.SumEncoding(), Opset.COREML8);
        assertEquals(
                List.of("Compress", "Leave"),
                planning.plan().weights().stream().map(w -> w.decision().getClass().getSimpleName()).toList());
    }

    @Test
    void aPatternKeyThatIsANameTakesThePrecedenceOfAName() {
        ModelIndex model = Fixture.model(Opset.COREML8).weight("w*", Shape.of(64, 64), "x:conv").build();
        assertEquals("op_name_configs.w*", decider(model, name("x", some()), pattern("w*", some())));
    }

    @Test
    void reStartingANameIsANameToo() {
        ModelIndex model = Fixture.model(Opset.COREML8).weight("re:w", Shape.of(64, 64), "x:conv").build();
        assertEquals("op_name_configs.re:w", decider(model, pattern("re:w", some()), opType("conv", some())));
    }

    @Test
    void aWeightHasEveryNameOfItsConsts() {
        ModelIndex model = Fixture.model(Opset.COREML8)
                .weight(List.of("first", "second"), Fixture.dense(
                        dev.mlrecipe.coreml.tensor.DataType.FLOAT16, Shape.of(64, 64)), "x:conv")
                .build();
        assertEquals("op_name_configs.second", decider(model, name("second", some()), name("x", some())));
    }
}
