package dev.mlrecipe.analysis;

import static dev.mlrecipe.plan.Fixture.dense;
import static dev.mlrecipe.plan.Fixture.model;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.mil.MilEncoding;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.Annotated;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * Every reason for which a weight is skipped offers the nearest option with which it is not. The fix is applied, and
 * the recipe is looked at again.
 */
class OptionFixesTest {
    private static final RecipeParser PARSER = new RecipeParser(
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(),
            Analyses.AVAILABILITY);

    private static final ModelIndex ONE = model(Opset.COREML8)
            .weight("w", Shape.of(120, 84, 3, 3), "conv_1:conv")
            .build();

    @Test
    void groupsThatDivideTheChannels() {
        fixes(ONE, "global_config: {nbits: 4, granularity: per_grouped_channel}", "OpPalettizerConfig",
                "Set group_size: 24", "global_config: {group_size: 24, nbits: 4, granularity: per_grouped_channel}",
                "Set group_size: 30", "global_config: {group_size: 30, nbits: 4, granularity: per_grouped_channel}",
                "Set group_size: 40", "global_config: {group_size: 40, nbits: 4, granularity: per_grouped_channel}");
    }

    @Test
    void groupsThatVectorsDivide() {
        fixes(ONE, "global_config: {nbits: 4, granularity: per_grouped_channel, group_size: 32, cluster_dim: 4}",
                "OpPalettizerConfig",
                "Set group_size: 20",
                "global_config: {nbits: 4, granularity: per_grouped_channel, group_size: 20, cluster_dim: 4}",
                "Set group_size: 24",
                "global_config: {nbits: 4, granularity: per_grouped_channel, group_size: 24, cluster_dim: 4}",
                "Set group_size: 40",
                "global_config: {nbits: 4, granularity: per_grouped_channel, group_size: 40, cluster_dim: 4}");
    }

    @Test
    void vectorsThatDivideTheChannels() {
        fixes(ONE, "global_config: {nbits: 4, cluster_dim: 7}", "OpPalettizerConfig",
                "Set cluster_dim: 5", "global_config: {nbits: 4, cluster_dim: 5}",
                "Set cluster_dim: 6", "global_config: {nbits: 4, cluster_dim: 6}",
                "Set cluster_dim: 8", "global_config: {nbits: 4, cluster_dim: 8}");
    }

    @Test
    void anAxisThatTheWeightHas() {
        ModelIndex matrix = model(Opset.COREML8).weight("w", Shape.of(64, 96), "fc:linear").build();
        fixes(matrix, "global_config: {nbits: 4, granularity: per_grouped_channel, channel_axis: 3}",
                "OpPalettizerConfig",
                "Set channel_axis: 1",
                "global_config: {nbits: 4, granularity: per_grouped_channel, channel_axis: 1}");
    }

    @Test
    void blocksThatDivideTheInputs() {
        fixes(ONE, "global_config: {dtype: int4, granularity: per_block}", "OpLinearQuantizerConfig",
                "Set block_size: 21", "global_config: {block_size: 21, dtype: int4, granularity: per_block}",
                "Set block_size: 28", "global_config: {block_size: 28, dtype: int4, granularity: per_block}",
                "Set block_size: 42", "global_config: {block_size: 42, dtype: int4, granularity: per_block}");
    }

    @Test
    void blocksOfOneAxisAmongSeveral() {
        fixes(ONE, "global_config: {dtype: int4, granularity: per_block, block_size: [1, 8, 0, 0]}",
                "OpLinearQuantizerConfig",
                "Set block_size: [1, 4, 0, 0]",
                "global_config: {dtype: int4, granularity: per_block, block_size: [1, 4, 0, 0]}",
                "Set block_size: [1, 6, 0, 0]",
                "global_config: {dtype: int4, granularity: per_block, block_size: [1, 6, 0, 0]}",
                "Set block_size: [1, 7, 0, 0]",
                "global_config: {dtype: int4, granularity: per_block, block_size: [1, 7, 0, 0]}");
    }

    @Test
    void aGranularityThatNeedsNoAxis() {
        ModelIndex tied = model(Opset.COREML8)
                .weight(List.of("w"), dense(DataType.FLOAT16, Shape.of(64, 96)), "emb:gather:0,1", "head:matmul:1,0")
                .build();
        fixes(tied, "global_config: {dtype: int8}", "OpLinearQuantizerConfig",
                "Set granularity: per_tensor", "global_config: {granularity: per_tensor, dtype: int8}");
        fixes(tied, "global_config: {nbits: 4, cluster_dim: 2}", "OpPalettizerConfig",
                "Set cluster_dim: 1", "global_config: {nbits: 4, cluster_dim: 1}");
        fixes(tied, "global_config: {nbits: 4, enable_per_channel_scale: true}", "OpPalettizerConfig",
                "Set enable_per_channel_scale: false", "global_config: {nbits: 4, enable_per_channel_scale: false}");
    }

    @Test
    void whatATableCanHold() {
        String recipe = """
                model: M.mlpackage
                steps:
                  - config_type: OpPalettizerConfig
                    global_config: {nbits: 4}
                  - config_type: OpLinearQuantizerConfig
                    joint_compression: true
                    global_config: {dtype: int8, granularity: per_channel}
                """;
        assertEquals(List.of("Set granularity: per_tensor"), titles(ONE, recipe));
        String once = apply(ONE, recipe, "Set granularity: per_tensor");
        assertEquals(recipe.replace("per_channel", "per_tensor"), once);
        assertEquals(List.of(), findings(ONE, once));

        String four = once.replace("int8", "int4");
        assertEquals(once, apply(ONE, four, "Set dtype: int8"));
    }

    @Test
    void whatSuitsOneWeightMustSuitTheOthers() {
        ModelIndex many = model(Opset.COREML8)
                .weight("a", Shape.of(64, 96), "a:linear")
                .weight("b", Shape.of(64, 84), "b:linear")
                .weight("c", Shape.of(64, 64), "c:linear")
                .build();
        String recipe = recipe("global_config: {granularity: per_block, block_size: 32}", "OpLinearQuantizerConfig");
        // 21, 28 and 42 divide the 84 inputs of b, and neither the 96 of a nor the 64 of c: no step forward.
        assertEquals(List.of(), titles(many, recipe));
        String other = recipe("global_config: {granularity: per_block, block_size: 5}", "OpLinearQuantizerConfig");
        assertEquals(
                List.of(
                        "Set block_size: 4",
                        "Set block_size: 3, which leaves 1 of the weights as they are",
                        "Set block_size: 6, which leaves 1 of the weights as they are"),
                titles(many, other));
    }

    /** The titles of all fixes in order, each followed by the rule that it makes, with which nothing is to say. */
    private static void fixes(ModelIndex index, String rule, String type, String... titlesAndRules) {
        String recipe = recipe(rule, type);
        for (int i = 0; i < titlesAndRules.length; i += 2) {
            assertEquals(titlesAndRules[i], titles(index, recipe).get(i / 2));
            String changed = apply(index, recipe, titlesAndRules[i]);
            assertEquals(recipe(titlesAndRules[i + 1], type), changed);
            assertEquals(List.of(), findings(index, changed));
        }
        assertEquals(titlesAndRules.length / 2, titles(index, recipe).size());
    }

    private static String recipe(String rule, String type) {
        return "model: M.mlpackage\nconfig_type: " + type + "\n" + rule + "\n";
    }

    private static String apply(ModelIndex index, String recipe, String title) {
        return Analyses.fixed(recipe, findings(index, recipe), title);
    }

    private static List<String> titles(ModelIndex index, String recipe) {
        return findings(index, recipe).stream().flatMap(f -> f.fixes().stream()).map(Finding.Fix::title).toList();
    }

    private static List<Finding> findings(ModelIndex index, String recipe) {
        ModelState model = new ModelState.Read(index, new MilEncoding(index.opset().orElseThrow()));
        return Analyses.analyse(PARSER, Annotated.clean(recipe), model).findings();
    }
}
