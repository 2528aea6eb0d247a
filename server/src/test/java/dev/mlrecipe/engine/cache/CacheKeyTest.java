package dev.mlrecipe.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.engine.Fakes;
import dev.mlrecipe.plan.Decision.Action;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.testing.MemoryWorkbench;
import dev.mlrecipe.testing.VectorMoments;
import dev.mlrecipe.text.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Equal work has equal keys, and nothing else has. */
class CacheKeyTest {
    private static final Technique TABLES = builtIn("OpPalettizerConfig");
    private static final Technique INTEGERS = builtIn("OpLinearQuantizerConfig");
    private static final Dense VALUES = dense(Shape.of(2, 2), 1, 2, 3, 4);
    private static final Weight WEIGHT = weight("linear", "weight", new ChannelAxes(0, 1), VALUES);
    private static final Action FOUR_BITS = action(TABLES, Map.of("mode", "kmeans", "nbits", 4L), false, false);

    @Test
    void everythingThatAResultFollowsFromChangesTheKey() throws IOException {
        Set<CacheKey> keys = new HashSet<>();
        int count = 0;
        for (CacheKey key : List.of(
                key("0.1.0", WEIGHT, Opset.COREML8, FOUR_BITS),
                key("0.2.0", WEIGHT, Opset.COREML8, FOUR_BITS),
                key("0.1.0", WEIGHT, Opset.COREML7, FOUR_BITS),
                key(weight("linear", "weight", new ChannelAxes(0, 1), dense(Shape.of(2, 2), 1, 2, 3, 5)), FOUR_BITS),
                key(weight("linear", "weight", new ChannelAxes(0, 1), dense(Shape.of(4, 1), 1, 2, 3, 4)), FOUR_BITS),
                key(weight("linear", "weight", new ChannelAxes(1, 0), VALUES), FOUR_BITS),
                key(weight("conv", "weight", new ChannelAxes(0, 1), VALUES), FOUR_BITS),
                key(weight("linear", "bias", new ChannelAxes(0, 1), VALUES), FOUR_BITS),
                key(WEIGHT, action(TABLES, Map.of("mode", "kmeans", "nbits", 6L), false, false)),
                key(WEIGHT, action(TABLES, Map.of("mode", "uniform", "nbits", 4L), false, false)),
                key(WEIGHT, action(TABLES, Map.of("mode", "kmeans", "nbits", 4L), true, false)),
                key(WEIGHT, action(TABLES, Map.of("mode", "kmeans", "nbits", 4L), false, true)),
                key(WEIGHT, action(INTEGERS, Map.of(), false, false)),
                key(WEIGHT, FOUR_BITS, FOUR_BITS),
                key(WEIGHT))) {
            keys.add(key);
            count++;
        }
        assertEquals(count, keys.size());
    }

    @Test
    void namesAndPlacesInTheRecipeDoNot() throws IOException {
        Weight elsewhere = new Weight(
                7,
                "other.weight",
                List.of("other_w"),
                "second",
                List.of(new Consumer("second", "other", "linear", "weight", new ChannelAxes(0, 1))),
                dense(Shape.of(2, 2), 1, 2, 3, 4));
        Config config = new Config(TABLES, FOUR_BITS.config().options(), 2048, Map.of(), new Span(10, 20));
        Rule rule = new Rule("steps[3].global_config", new Selector.Global(), Optional.of(config), new Span(5, 9), 1);
        assertEquals(key(WEIGHT, FOUR_BITS), key(elsewhere, new Action(rule, config, false, false)));
    }

    @Test
    void whatAWeightIsMultipliedWithCountsWhereItIsLookedAt() throws IOException {
        Workbench one = new MemoryWorkbench(VectorMoments.correlated(1, 4, 8, false, 1));
        Workbench other = new MemoryWorkbench(VectorMoments.correlated(1, 4, 8, false, 2));
        Action calibrated = action(TABLES, Map.of("nbits", 4L, "algorithm", "gptq"), false, false);

        assertNotEquals(key(one, calibrated), key(other, calibrated));
        assertNotEquals(key(one, calibrated), key(new MemoryWorkbench(), calibrated));
        assertEquals(key(one, FOUR_BITS), key(other, FOUR_BITS));
    }

    private static CacheKey key(Workbench bench, Action action) throws IOException {
        ResultCache cache = new ResultCache(Path.of("never-made"), 1 << 20, "0.1.0", problem -> {
            throw new AssertionError(problem);
        });
        return cache.key(WEIGHT, VALUES, Opset.COREML8, List.of(action), bench).orElseThrow();
    }

    @Test
    void resultsOfPluginsAreNotKept() throws IOException {
        ResultCache cache = new ResultCache(Path.of("never-made"), 1 << 20, "0.1.0", problem -> {
            throw new AssertionError(problem);
        });
        Action plugin = action(Fakes.technique("PluginConfig", Fakes::halve), Map.of(), false, false);
        MemoryWorkbench bench = new MemoryWorkbench();
        assertEquals(Optional.empty(), cache.key(WEIGHT, VALUES, Opset.COREML8, List.of(FOUR_BITS, plugin), bench));
        assertTrue(cache.key(WEIGHT, VALUES, Opset.COREML8, List.of(FOUR_BITS), bench).isPresent());
    }

    private static CacheKey key(Weight weight, Action... actions) throws IOException {
        return key("0.1.0", weight, Opset.COREML8, actions);
    }

    private static CacheKey key(String product, Weight weight, Opset opset, Action... actions) throws IOException {
        byte[] content = CacheKey.content(weight.stored(), () -> {});
        return CacheKey.of(product, weight, content, opset, List.of(actions), Optional.empty());
    }

    private static Action action(Technique technique, Map<String, Object> given, boolean joint, boolean named) {
        Options options = Options.of(technique.options(), given);
        Config config = new Config(technique, options, 0, Map.of(), new Span(0, 0));
        Rule rule = new Rule("global_config", new Selector.Global(), Optional.of(config), new Span(0, 0), 0);
        return new Action(rule, config, joint, named);
    }

    private static Weight weight(String opType, String input, ChannelAxes axes, Representation stored) {
        return new Weight(
                0, "op." + input, List.of("op_w"), "main", List.of(new Consumer("main", "op", opType, input, axes)), stored);
    }

    private static Dense dense(Shape shape, float... values) {
        return new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT16, shape, values));
    }

    private static Technique builtIn(String configType) {
        try (Techniques techniques = Techniques.builtIn()) {
            return techniques.all().stream()
                    .filter(technique -> technique.configType().equals(configType))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
