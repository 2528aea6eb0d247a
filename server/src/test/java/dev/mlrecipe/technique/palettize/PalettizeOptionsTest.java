package dev.mlrecipe.technique.palettize;

import static dev.mlrecipe.technique.palettize.Palettized.GROUPED;
import static dev.mlrecipe.technique.palettize.Palettized.TECHNIQUE;
import static dev.mlrecipe.technique.palettize.Palettized.options;
import static dev.mlrecipe.technique.palettize.Palettized.proposalDeclined;
import static dev.mlrecipe.technique.palettize.Palettized.subject;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.FormText;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What a palettization rule may say, and what is promised for a weight from its shape alone. */
class PalettizeOptionsTest {

    @Test
    void isFoundAsAService() {
        assertTrue(ServiceLoader.load(Technique.class).stream()
                .anyMatch(provider -> provider.type() == PalettizeTechnique.class));
    }

    @Test
    void everyRuleNeedsAWidthUnlessTheValuesDecide() {
        assertEquals(List.of("MISSING_KEY nbits"), check());
        assertEquals(List.of("MISSING_KEY nbits"), check("mode", "uniform"));
        assertEquals(List.of(), check("mode", "unique"));
        assertEquals(List.of("WRONG_COMBINATION nbits"), check("mode", "unique", "nbits", 4));
        assertEquals(List.of(), check("nbits", 4));
    }

    @Test
    void vectorsAreForKmeansAndHaveToFitTheGroups() {
        assertEquals(List.of(), check("nbits", 4, "cluster_dim", 2));
        assertEquals(List.of("WRONG_COMBINATION cluster_dim"), check("mode", "uniform", "nbits", 4, "cluster_dim", 2));
        assertEquals(
                List.of("WRONG_COMBINATION cluster_dim"),
                check("nbits", 4, "cluster_dim", 3, "granularity", GROUPED, "group_size", 16));
        assertEquals(List.of(), check("nbits", 4, "cluster_dim", 3, "granularity", GROUPED, "group_size", 0));
    }

    @Test
    void needsFollowFromWhatIsUsed() {
        assertEquals(List.of(new Need("palettize.table", "nbits")), TECHNIQUE.needs(options("nbits", 4)));
        assertEquals(List.of(new Need("palettize.table", "mode")), TECHNIQUE.needs(options("mode", "unique")));
        assertEquals(
                List.of(
                        new Need("palettize.table", "nbits"),
                        new Need("palettize.3bit", "nbits"),
                        new Need("palettize.per_grouped_channel", "granularity"),
                        new Need("palettize.vector", "cluster_dim"),
                        new Need("palettize.per_channel_scale", "enable_per_channel_scale")),
                TECHNIQUE.needs(options(
                        "nbits", 3, "granularity", GROUPED, "cluster_dim", 2, "enable_per_channel_scale", true)));
    }

    @Test
    void formsFollowGranularity() {
        Shape conv = Shape.of(64, 32, 3, 3);
        assertEquals("indices uint4 [64,32,3,3] table [1,1,1,1,16,1] axis 0", table(sketch(conv), options("nbits", 4)));
        assertEquals(
                "indices uint3 [64,32,3,3] table [8,1,1,1,8,1] axis 0",
                table(sketch(conv), options("nbits", 3, "granularity", GROUPED, "group_size", 8)));
        assertEquals(
                "indices uint3 [64,32,3,3] table [1,4,1,1,8,1] axis 0",
                table(
                        sketch(conv),
                        options("nbits", 3, "granularity", GROUPED, "group_size", 8, "channel_axis", -3)));
        assertEquals(
                "indices uint6 [32,32,3,3] table [1,1,1,1,64,2] axis 0",
                table(sketch(conv), options("nbits", 6, "cluster_dim", 2)));
        assertEquals(
                "indices uint4 [64,8,3,3] table [1,1,1,1,16,4] axis 1",
                table(
                        sketch(conv),
                        options("nbits", 4, "cluster_dim", 4, "granularity", GROUPED, "group_size", 0,
                                "channel_axis", 1)));
    }

    @Test
    void groupsLieOnTheOutputAxisOfTheConsumer() {
        Subject transposed = new Subject(
                "up.weight", "conv_transpose", "weight", Optional.of(new ChannelAxes(1, 0)),
                sketch(Shape.of(32, 64, 3, 3)).current(), Opset.COREML8, false, false);
        assertEquals(
                "indices uint4 [32,64,3,3] table [1,4,1,1,16,1] axis 0",
                table(transposed, options("nbits", 4, "granularity", GROUPED, "group_size", 16)));
        assertEquals(
                "indices uint4 [32,32,3,3] table [1,1,1,1,16,2] axis 1",
                table(transposed, options("nbits", 4, "cluster_dim", 2)));
    }

    @Test
    void whatDoesNotFitNamesTheNearestThatDoes() {
        Subject weight = sketch(Shape.of(120, 7));
        assertEquals(
                "group_size 32 does not divide the 120 output channels; 24, 30 or 40 would",
                proposalDeclined(weight, options("nbits", 4, "granularity", GROUPED)));
        assertEquals(
                "group_size 32 does not divide the 120 output channels; 20, 24 or 40 would",
                proposalDeclined(weight, options("nbits", 4, "granularity", GROUPED, "cluster_dim", 4)));
        assertEquals(
                "group_size 32 does not divide the 7 channels of axis 1; 1 or 7 would",
                proposalDeclined(weight, options("nbits", 4, "granularity", GROUPED, "channel_axis", 1)));
        assertEquals(
                "cluster_dim 7 does not divide the 120 output channels; 5, 6 or 8 would",
                proposalDeclined(weight, options("nbits", 4, "cluster_dim", 7)));
        assertEquals(
                "cluster_dim 4 does not divide the group_size of 10; 1, 2 or 5 would",
                proposalDeclined(
                        weight, options("nbits", 4, "cluster_dim", 4, "granularity", GROUPED, "group_size", 10)));
        assertEquals(
                "channel_axis 2 is outside of its shape [120,7]; 0 to 1 would work",
                proposalDeclined(weight, options("nbits", 4, "granularity", GROUPED, "channel_axis", 2)));
    }

    @Test
    void groupsNeedToKnowTheChannels() {
        Subject shared = new Subject(
                "shared.weight", "linear", "weight", Optional.empty(), sketch(Shape.of(64, 64)).current(),
                Opset.COREML8, false, false);
        assertEquals(
                "the operations that use it disagree which axis holds the output channels;"
                        + " channel_axis would choose one",
                proposalDeclined(shared, options("nbits", 4, "granularity", GROUPED)));
        assertEquals("indices uint4 [64,64] table [1,1,16,1] axis 0", table(shared, options("nbits", 4)));
        assertEquals(
                "indices uint4 [64,64] table [1,2,16,1] axis 0",
                table(shared, options("nbits", 4, "granularity", GROUPED, "channel_axis", 1)));
    }

    @Test
    void compressedWeightsNeedTheJointKey() {
        Representation sparse = new Sparse(
                Tensor.sketch(DataType.UINT1, Shape.of(64, 64)), Tensor.sketch(DataType.FLOAT16, Shape.of(1000)));
        assertTrue(proposalDeclined(subject(sparse), options("nbits", 4)).contains("joint_compression: true"));
        assertTrue(proposalDeclined(sketch(DataType.INT32, Shape.of(64, 64)), options("nbits", 4)).contains("int32"));
    }

    @Test
    void sizesAreExactWhereValuesDoNotMatter() {
        Subject weight = sketch(Shape.of(64, 64));
        assertEquals(Proposal.Basis.EXACT, proposed(weight, options("nbits", 4)).basis());
        assertEquals(Proposal.Basis.UNKNOWN, proposed(weight, options("mode", "unique")).basis());
        assertEquals(
                Proposal.Basis.UPPER_BOUND,
                proposed(weight, options("nbits", 4, "enable_per_channel_scale", true)).basis());
    }

    @Test
    void scalesThatWouldMakeTheWeightLargerAreLeftOut() {
        // 64 channels of one element each: the scales alone take as much as the weight.
        Subject thin = sketch(Shape.of(64, 1));
        assertEquals(
                "indices uint4 [64,1] table [1,1,16,1] axis 0",
                table(thin, options("nbits", 4, "enable_per_channel_scale", true)));
        Representation weight = sketch(Shape.of(64, 64)).current();
        Options scaled = options("nbits", 4, "enable_per_channel_scale", true);
        assertEquals(
                "affine(table(uint4[64,64], float16[1,1,16,1], 0), float16[64,1])",
                FormText.of(proposed(subject(weight, Opset.COREML9, false), scaled).form()));
        // Before iOS 26 a table for each channel: 2 KiB more, which is too much for channels of 16 elements.
        assertEquals("indices uint4 [64,64] table [64,1,16,1] axis 0", table(subject(weight), scaled));
        assertEquals("indices uint4 [64,16] table [1,1,16,1] axis 0", table(sketch(Shape.of(64, 16)), scaled));
    }

    private static List<String> check(Object... keysAndValues) {
        return TECHNIQUE.check(options(keysAndValues)).stream().map(v -> v.kind() + " " + v.key()).toList();
    }

    private static Proposal.Form proposed(Subject weight, Options options) {
        return (Proposal.Form) TECHNIQUE.propose(weight, options);
    }

    private static String table(Subject weight, Options options) {
        LookupTable form = (LookupTable) proposed(weight, options).form();
        assertEquals(weight.shape(), form.shape());
        return "indices " + form.indices().type().word() + " " + form.indices().shape() + " table "
                + form.table().shape() + " axis " + form.vectorAxis();
    }

    private static Subject sketch(Shape shape) {
        return sketch(DataType.FLOAT16, shape);
    }

    private static Subject sketch(DataType type, Shape shape) {
        return subject(new Dense(Tensor.sketch(type, shape)));
    }
}
