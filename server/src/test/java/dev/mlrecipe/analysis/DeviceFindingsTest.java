package dev.mlrecipe.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.plan.Fakes;
import dev.mlrecipe.plan.Fixture;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of devices, and of what is predicted for them. */
class DeviceFindingsTest {
    private static final ValueFacts X = new ValueFacts("x", List.of(1L, 4096L), "float16");
    private static final ValueFacts Y = new ValueFacts("a", List.of(1L, 4096L), "float16");
    private static final OpFacts LINEAR = new OpFacts(
            "a", "linear", List.of(X), List.of(Y), 4096L * 4096, 8192, 8192, 2L << 24, 2L << 24, true);
    private static final ModelIndex INDEX = Fixture.model(Opset.COREML6)
            .weight("w", Shape.of(4096, 4096), "a:linear")
            .build();
    private static final ModelState MODEL = new ModelState.Read(
            INDEX,
            new Fakes.SumEncoding(),
            List.of(new FunctionFacts("main", List.of(X), List.of(Y), List.of(LINEAR), 4096L * 4096, List.of())));

    @Test
    void unknownDevicesHaveTheNearestOneAsAFix() {
        Analyses.check(new ModelState.Unknown(), """
                devices: [iPhone 15 Pro, iPhone 15 Pr, Zune]
                #                        ^^^^^^^^^^^^ unknown-device iPhone 15 Pro is predicted for "iPhone 15 Pr", which is no known device; did you mean iPhone 15 Pro?
                #                                      ^^^^ unknown-device nothing is predicted for "Zune", which is no known device; names are like iPhone 15 Pro, iPad Pro M4 and MacBook Pro M3 Max
                config_type: TablesConfig
                global_config: {nbits: 4}
                """);
    }

    @Test
    void devicesThatNeverGetTheTargetsSystem() {
        Analyses.check(new ModelState.Unknown(), """
                target: iOS26
                devices: [iPhone XS, iPhone 11]
                #         ^^^^^^^^^ device-older-than-target iPhone XS has no newer system than iOS18, so it never runs a model for iOS26; predictions for it are beside the point
                config_type: TablesConfig
                global_config: {nbits: 4}
                """);
    }

    @Test
    void expectationsOfDevicesAreJudgedByPredictions() {
        assertEquals(List.of(), codes("""
                target: iOS18
                config_type: TablesConfig
                global_config: {nbits: 4}
                expect:
                  max_latency_ms: {iPhone 15 Pro: 10}
                  max_weight_memory: {iPhone 15 Pro: 9 MB}
                """));
        assertEquals(List.of("expectation-failed", "expectation-failed"), codes("""
                target: iOS18
                config_type: TablesConfig
                global_config: {nbits: 4}
                expect:
                  max_latency_ms: {iPhone 15 Pro: 0.01}
                  max_weight_memory: {iPhone 15 Pro: 8 MB}
                """));
    }

    @Test
    void oldSystemsGainNothing() {
        assertEquals(List.of("size-only", "no-predicted-gain"), codes("""
                target: iOS16
                devices: [iPhone 14 Pro]
                config_type: TablesConfig
                global_config: {nbits: 4}
                """));
        assertEquals(List.of(), codes("""
                target: iOS17
                devices: [iPhone 14 Pro]
                config_type: TablesConfig
                global_config: {nbits: 4}
                """));
    }

    private static List<String> codes(String recipe) {
        return Analyses.analyse(recipe, MODEL).findings().stream().map(finding -> finding.code()).toList();
    }
}
