package dev.mlrecipe.recipe;

import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Violation;
import dev.mlrecipe.technique.Workbench;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Three techniques that have words and rules but no algorithm: what a parser needs of them. */
final class Vocabulary {
    static final List<Technique> TECHNIQUES = List.of(new Tables(), new Linear(), new Sparse());

    private Vocabulary() {}

    private static final class Tables extends Words {
        Tables() {
            super(
                    "OpPalettizerConfig",
                    Option.of(
                            "mode",
                            new OptionType.Words(List.of("kmeans", "uniform", "unique"), true, Map.of()),
                            "kmeans",
                            ""),
                    Option.optional(
                            "nbits", new OptionType.Choice(List.of(1L, 2L, 3L, 4L, 6L, 8L), Map.of(5L, 6L, 7L, 8L)), ""),
                    Option.of("granularity", OptionType.Words.of("per_tensor", "per_grouped_channel"), "per_tensor", ""),
                    Option.of("group_size", new OptionType.Whole(0, Integer.MAX_VALUE), 32L, ""),
                    Option.optional("channel_axis", new OptionType.Whole(-5, 4), ""),
                    Option.of("cluster_dim", new OptionType.Whole(1, 65536), 1L, ""),
                    Option.of("enable_per_channel_scale", new OptionType.Flag(), false, ""),
                    Option.of("algorithm", OptionType.Words.of("nearest", "skm", "gptq"), "nearest", ""));
        }

        @Override
        public List<Violation> check(Options options) {
            boolean unique = options.word("mode").equals("unique");
            if (!unique && options.get("nbits").isEmpty()) {
                return List.of(new Violation(Violation.Kind.MISSING_KEY, "nbits", "mode kmeans needs nbits"));
            }
            return unique && options.isGiven("nbits")
                    ? List.of(new Violation(Violation.Kind.WRONG_COMBINATION, "nbits", "mode unique chooses nbits itself"))
                    : List.of();
        }

        @Override
        public List<Need> needs(Options options) {
            List<Need> needs = new ArrayList<>(List.of(new Need("palettize.table", "nbits")));
            if (options.get("nbits").filter(n -> n.equals(3L)).isPresent()) {
                needs.add(new Need("palettize.3bit", "nbits"));
            }
            if (options.word("granularity").equals("per_grouped_channel")) {
                needs.add(new Need("palettize.per_grouped_channel", "granularity"));
            }
            if (options.whole("cluster_dim") > 1) {
                needs.add(new Need("palettize.vector", "cluster_dim"));
            }
            if (options.flag("enable_per_channel_scale")) {
                needs.add(new Need("palettize.per_channel_scale", "enable_per_channel_scale"));
            }
            return needs;
        }
    }

    private static final class Linear extends Words {
        Linear() {
            super(
                    "OpLinearQuantizerConfig",
                    Option.of(
                            "mode",
                            new OptionType.Words(List.of("linear_symmetric", "linear"), true, Map.of()),
                            "linear_symmetric",
                            ""),
                    Option.of(
                            "dtype",
                            new OptionType.Words(
                                    List.of("int8", "uint8", "int4", "uint4"),
                                    false,
                                    Map.of("int2", "int4", "fp8_e4m3", "int8")),
                            "int8",
                            ""),
                    Option.of(
                            "granularity",
                            OptionType.Words.of("per_tensor", "per_channel", "per_block"),
                            "per_channel",
                            ""),
                    Option.of("block_size", new OptionType.WholeOrList(0, Integer.MAX_VALUE), 32L, ""),
                    Option.of("algorithm", OptionType.Words.of("nearest", "gptq"), "nearest", ""),
                    Option.of("hessian_dampening", new OptionType.Real(0, 1), 0.1, ""));
        }

        @Override
        public List<Need> needs(Options options) {
            List<Need> needs = new ArrayList<>();
            needs.add(new Need(options.word("dtype").endsWith("4") ? "quantize.int4" : "quantize.int8", "dtype"));
            if (options.word("granularity").equals("per_block")) {
                needs.add(new Need("quantize.per_block", "granularity"));
            }
            return needs;
        }
    }

    private static final class Sparse extends Words {
        Sparse() {
            super(
                    "OpMagnitudePrunerConfig",
                    Option.optional("target_sparsity", new OptionType.Real(0, 1), ""),
                    Option.optional("n_m_ratio", new OptionType.WholeList(2, 0, 1 << 20), ""),
                    Option.optional("dim", new OptionType.Whole(0, 1), ""));
        }

        @Override
        public List<Violation> check(Options options) {
            return options.isGiven("target_sparsity") == options.isGiven("n_m_ratio")
                    ? List.of(new Violation(
                            options.isGiven("n_m_ratio")
                                    ? Violation.Kind.WRONG_COMBINATION
                                    : Violation.Kind.MISSING_KEY,
                            "target_sparsity",
                            "either target_sparsity or n_m_ratio"))
                    : List.of();
        }

        @Override
        public List<Need> needs(Options options) {
            return List.of(new Need("prune", "target_sparsity"));
        }
    }

    /** What the three share. */
    private abstract static class Words implements Technique {
        private final String configType;
        private final List<Option> options;

        Words(String configType, Option... options) {
            this.configType = configType;
            this.options = List.of(options);
        }

        @Override
        public String configType() {
            return configType;
        }

        @Override
        public String summary() {
            return "Words only.";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public List<Option> options() {
            return options;
        }

        @Override
        public List<Violation> check(Options given) {
            return List.of();
        }

        @Override
        public Proposal propose(Subject weight, Options given) {
            return new Proposal.Declined("words only");
        }

        @Override
        public Outcome compress(Subject weight, Options given, Workbench bench) {
            return new Outcome.Declined("words only");
        }
    }
}
