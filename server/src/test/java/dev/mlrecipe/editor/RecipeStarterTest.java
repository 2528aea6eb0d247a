package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.mil.MilEncoding;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** First recipes for models. */
class RecipeStarterTest {

    private static RecipeStarter starter(ModelIndex index) {
        ModelState.Read model = new ModelState.Read(index, new MilEncoding(index.opset().orElseThrow()));
        return new RecipeStarter(model, Fixture.VOCABULARY, Surroundings.load());
    }

    private static RecipeStarter.Start start(ModelIndex index, String target, RecipeGoal goal) {
        RecipeStarter starter = starter(index);
        Targets.Reading.Known known = assertInstanceOf(
                Targets.Reading.Known.class, starter.targets().parse(target));
        return starter.start("Net.mlpackage", known.target(), goal);
    }

    @Test
    void everyGoalGivesARecipeWithoutErrorsAndWarningsOnEveryTarget() {
        RecipeStarter starter = starter(Fixture.MODEL);
        List<Target> targets = starter.targets().all();
        assertEquals("iOS18", targets.getFirst().word());
        for (Target target : targets) {
            for (RecipeGoal goal : RecipeGoal.values()) {
                RecipeStarter.Start start = starter.start("Net.mlpackage", target, goal);
                assertEquals(List.of(), start.findings(), start.text());
                Snapshot snapshot = Fixture.of(start.text());
                assertTrue(
                        snapshot.analysis().findings().stream().noneMatch(f -> f.severity().atLeast(Severity.WARNING)),
                        () -> start.text() + snapshot.analysis().findings());
                assertTrue(start.text().contains("target: " + target.word()), start.text());
            }
        }
    }

    @Test
    void saysWhatTheModelIsAndWhichGroupsItHas() {
        ModelIndex index = dev.mlrecipe.plan.Fixture.model(Opset.COREML8)
                .weight("layers_0_a", Shape.of(256, 256), "a:linear")
                .weight("layers_0_b", Shape.of(256, 256), "b:linear")
                .weight("head", Shape.of(64, 256), "c:linear")
                .build();
        String text = start(index, "iOS18", RecipeGoal.SAFE).text();
        assertTrue(text.startsWith("# Net.mlpackage: ML program CoreML8, 3 layers with 295 kB of weights.\n"), text);
        assertTrue(text.contains("# op_name_configs:\n#   \"layers_*\": null  # 2 layers, 262 kB\n"), text);
    }

    @Test
    void layersThatTheRuleCannotDoGetTheNearestThatWorks() {
        ModelIndex index = dev.mlrecipe.plan.Fixture.model(Opset.COREML8)
                .weight("a", Shape.of(256, 256), "a_op:linear")
                .weight("b", Shape.of(256, 120), "b_op:linear")
                .build();
        RecipeStarter.Start start = start(index, "iOS18", RecipeGoal.GPU);
        assertEquals("int4 in blocks of 32", start.steps());
        assertTrue(start.text().contains("op_name_configs:\n  b: {"), start.text());
        assertTrue(start.text().contains("block_size: 24}  # block_size 32 does not divide"), start.text());
        assertTrue(start.text().contains("compute_units: cpu_and_gpu\n"), start.text());
    }

    @Test
    void olderTargetsGetWhatTheyHave() {
        ModelIndex index = dev.mlrecipe.plan.Fixture.model(Opset.COREML7)
                .weight("a", Shape.of(256, 256), "a_op:linear")
                .build();
        assertEquals("4-bit tables", start(index, "iOS17", RecipeGoal.SMALLEST).steps());
        assertEquals("int8 weights", start(index, "iOS17", RecipeGoal.GPU).steps());
        assertInstanceOf(Targets.Reading.Unknown.class, starter(index).targets().parse("iOS16"));
    }

    @Test
    void embeddingsStayFloatOnTheNeuralEngine() {
        ModelIndex index = dev.mlrecipe.plan.Fixture.model(Opset.COREML8)
                .weight("table", Shape.of(1000, 64), "lookup:gather")
                .weight("a", Shape.of(256, 256), "a_op:linear")
                .build();
        String text = start(index, "iOS18", RecipeGoal.NEURAL_ENGINE).text();
        assertTrue(text.contains("op_type_configs:\n  gather: null\n"), text);
        assertTrue(start(Fixture.MODEL, "iOS18", RecipeGoal.NEURAL_ENGINE).text().contains("nbits: 6"));
    }

    @Test
    void oddNamesAreQuoted() {
        RecipeStarter starter = starter(Fixture.MODEL);
        String text = starter.start("a: #b.mlpackage", starter.targets().all().getFirst(), RecipeGoal.SAFE).text();
        assertTrue(text.contains("model: \"a: #b.mlpackage\"\n"), text);
    }
}
