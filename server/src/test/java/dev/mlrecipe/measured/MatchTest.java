package dev.mlrecipe.measured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.measured.MeasuredPlan.Format;
import dev.mlrecipe.predict.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Rows of a file and the operations that they are about. */
class MatchTest {
    private static final FunctionFacts MAIN = function(
            "w:const", "conv_1:conv", "reduce_1:reduce_mean", "conv_2:conv", "up:conv_transpose", "out:softmax");

    private static FunctionFacts function(String... ops) {
        List<OpFacts> facts = Arrays.stream(ops).map(text -> text.split(":")).map(parts -> op(parts[0], parts[1])).toList();
        return new FunctionFacts("main", List.of(), List.of(), facts, 0, List.of());
    }

    private static OpFacts op(String name, String type) {
        ValueFacts output = new ValueFacts(name + "_out", List.of(1L), "float16");
        return new OpFacts(name, type, List.of(), List.of(output), 0, 0, 0, 0, 0, true);
    }

    private static MeasuredRow output(String name, String function) {
        return new MeasuredRow(
                name, new MeasuredRow.Key.Output(name), Optional.of(function), Unit.GPU, OptionalDouble.empty());
    }

    private static MeasuredRow type(int order, String words) {
        return new MeasuredRow(
                words, new MeasuredRow.Key.Type(order, words), Optional.empty(), Unit.GPU, OptionalDouble.of(order));
    }

    private static Match match(MeasuredRow... rows) {
        return Match.of(
                new MeasuredPlan(
                        Format.COREMLTOOLS, MeasuredPlan.Origin.UNKNOWN, Optional.empty(), OptionalLong.empty(),
                        List.of(rows)),
                MAIN);
    }

    @Test
    void byNamesOfOutputsInTheFunctionThatRuns() {
        Match match = match(output("out_out", "main"), output("conv_1_out", "main"), output("gone", "main"), output("x", "other"));
        assertEquals(List.of("conv_1", "out"), List.copyOf(match.rows().keySet()));
        assertEquals(List.of("gone"), match.unknown().stream().map(MeasuredRow::name).toList());
        assertEquals(3, match.total());
        assertTrue(match.fits());
    }

    @Test
    void byOrderWithinATypeWhereTheNumbersAgree() {
        Match match = match(
                type(40, "ios16.conv_x_weight"), type(7, "ios16.conv_x"), type(9, "conv_transpose_x"),
                type(11, "reduce_mean_axes_x"), type(50, "softmax"), type(51, "softmax_x"));
        assertEquals(List.of("conv_1", "reduce_1", "conv_2", "up"), List.copyOf(match.rows().keySet()));
        assertEquals(7, match.rows().get("conv_1").cost().orElseThrow());
        assertEquals(40, match.rows().get("conv_2").cost().orElseThrow());
        assertEquals(2, match.unknown().size(), "the model has one softmax, the file two");
    }

    @Test
    void anotherModelDoesNotFit() {
        assertFalse(match(output("conv_1_out", "main"), output("a", "main"), output("b", "main")).fits());
        assertFalse(match().fits());
    }
}
