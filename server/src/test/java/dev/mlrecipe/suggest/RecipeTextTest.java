package dev.mlrecipe.suggest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.suggest.Choice.Family;
import dev.mlrecipe.suggest.Group.Kind;
import dev.mlrecipe.suggest.Rules.Chosen;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecipeTextTest {
    private static final Choice TABLES = new Choice("6-bit tables", Family.TABLES, "OpPalettizerConfig", "nbits: 6");
    private static final Choice INT8 =
            new Choice("int8 weights", Family.INTEGERS, "OpLinearQuantizerConfig", "dtype: int8");
    private static final Group ALL = new Group(Kind.GLOBAL, "2048", List.of(0, 1, 2));
    private static final Group LINEAR = new Group(Kind.OP_TYPE, "linear", List.of(0, 1));

    /** Three weights of 8192 bytes; the third one cannot be had as int8. */
    private static Curves curves() {
        List<Weight> weights = List.of(
                NamedWeights.of(0, "a_weight", 64, "a:linear"),
                NamedWeights.of(1, "b_weight", 64, "b:linear"),
                NamedWeights.of(2, "c_weight", 64, "c:conv"));
        Costs costs = new Costs(3, 3, new long[] {8192, 8192, 8192});
        double[][] snr = new double[3][3];
        for (int weight = 0; weight < 3; weight++) {
            costs.set(weight, 1, 3200, 0.001);
            snr[weight][1] = 30 + weight;
            if (weight < 2) {
                costs.set(weight, 2, 4224, 0.0001);
                snr[weight][2] = 40 + weight;
            }
        }
        return new Curves(List.of(Choice.LEAVE, TABLES, INT8), weights, costs, snr, 0, 3 * 8192, WeightNoise.INSTANCE);
    }

    @Test
    void oneTechniqueIsOneStep() {
        Rules rules = Rules.NONE.with(new Chosen(ALL, 1));
        assertEquals("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 6}  # 3 weights, 24.6 kB → 9.6 kB, 30.0 dB at least
                """, RecipeText.of(curves(), rules));
    }

    @Test
    void twoTechniquesAreTwoStepsThatKeepOutOfEachOthersWay() {
        Rules rules = Rules.NONE.with(new Chosen(ALL, 1)).with(new Chosen(LINEAR, 2));
        assertEquals("""
                steps:
                  - config_type: OpPalettizerConfig
                    global_config: {nbits: 6}  # 1 weight, 8.2 kB → 3.2 kB, 32.0 dB
                    op_type_configs:
                      linear: null  # int8 weights, in another step
                  - config_type: OpLinearQuantizerConfig
                    op_type_configs:
                      linear: {dtype: int8}  # 2 weights, 16.4 kB → 8.4 kB, 40.0 dB at least
                """, RecipeText.of(curves(), rules));
    }

    @Test
    void whatCannotBeHadAsAskedIsLeftAlone() {
        Rules rules = Rules.NONE.with(new Chosen(ALL, 2));
        assertEquals("""
                config_type: OpLinearQuantizerConfig
                global_config: {dtype: int8}  # 2 weights, 16.4 kB → 8.4 kB, 40.0 dB at least
                op_name_configs:
                  c_weight: null  # left alone: 8.2 kB
                """, RecipeText.of(curves(), rules));
    }

    @Test
    void leavesSayWhatTheyDoNotInherit() {
        Choice grouped = new Choice(
                "tables in groups", Family.TABLES, "OpPalettizerConfig", "nbits: 4, granularity: per_grouped_channel");
        Curves plain = curves();
        Curves two = new Curves(
                List.of(Choice.LEAVE, grouped, TABLES),
                plain.weights().subList(0, 2),
                plain.costs(),
                plain.snrDb(),
                0,
                3 * 8192,
                WeightNoise.INSTANCE);
        Group large = new Group(Kind.GLOBAL, "5000", List.of(0, 1));
        Group one = new Group(Kind.NAME, "a_weight", List.of(0));
        Rules rules = Rules.NONE.with(new Chosen(large, 1)).with(new Chosen(one, 2));
        assertEquals("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4, granularity: per_grouped_channel, weight_threshold: 5000}  # 1 weight, 8.2 kB → 3.2 kB, 31.0 dB
                op_name_configs:
                  a_weight: {nbits: 6, granularity: per_tensor, weight_threshold: 2048}  # 1 weight, 8.2 kB → 4.2 kB, 40.0 dB
                """, RecipeText.of(two, rules));
    }

    @Test
    void rulesThatDecideNothingAreNotWritten() {
        Rules rules = Rules.NONE
                .with(new Chosen(ALL, 1))
                .with(new Chosen(LINEAR, 1))
                .with(new Chosen(new Group(Kind.NAME, "a_weight", List.of(0)), 1))
                .with(new Chosen(new Group(Kind.NAME, "b_weight", List.of(1)), 1));
        assertEquals("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 6}  # 1 weight, 8.2 kB → 3.2 kB, 32.0 dB
                op_name_configs:
                  b_weight: {nbits: 6}  # 1 weight, 8.2 kB → 3.2 kB, 31.0 dB
                  a_weight: {nbits: 6}  # 1 weight, 8.2 kB → 3.2 kB, 30.0 dB
                """, RecipeText.of(curves(), rules));
    }
}
