package dev.mlrecipe.export;

import dev.mlrecipe.plan.Fakes;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.FakeTechnique;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Techniques with coremltools' vocabulary that can only be planned, and recipes made of them. */
final class Recipes {
    static final Technique QUANTIZE = new Vocabulary(
            "OpLinearQuantizerConfig", List.of("mode", "dtype", "granularity", "block_size"), List.of("scale_search"));
    static final Technique PALETTIZE =
            new Vocabulary("OpPalettizerConfig", List.of("mode", "nbits", "granularity", "group_size"), List.of());
    static final Technique MAGNITUDE = new Vocabulary(
            "OpMagnitudePrunerConfig", List.of("target_sparsity", "block_size", "n_m_ratio", "dim"), List.of());
    static final Technique THRESHOLD =
            new Vocabulary("OpThresholdPrunerConfig", List.of("threshold", "minimum_sparsity_percentile"), List.of());
    static final Technique FOREIGN = new Vocabulary("OpRotationConfig", List.of("angle"), List.of());

    private Recipes() {}

    /** A leaf that stands on the recipe's second line, with a given threshold. */
    static Optional<Config> leaf(Technique technique, Map<String, Object> options, long threshold) {
        Config plain = leaf(technique, options).orElseThrow();
        return Optional.of(new Config(
                technique, plain.options(), threshold, Map.of("weight_threshold", Span.at(2)), plain.span()));
    }

    /** A leaf that stands on the recipe's second line. */
    static Optional<Config> leaf(Technique technique, Map<String, Object> options) {
        Map<String, Span> keys = options.keySet().stream().collect(Collectors.toMap(key -> key, key -> Span.at(2)));
        return Optional.of(
                new Config(technique, Options.of(technique.options(), options), 2048, keys, Span.at(2)));
    }

    static ExportSource source(Recipe recipe, Optional<Planning> planning) {
        return new ExportSource(
                "r.mlrecipe.yaml", Text.of("\n\n\n"), recipe, planning, Optional.of("../M.mlpackage"),
                Optional.of("../out.mlpackage"));
    }

    private static final class Vocabulary extends FakeTechnique {
        private final List<Option> options;

        Vocabulary(String configType, List<String> keys, List<String> extensions) {
            super(configType);
            this.options = java.util.stream.Stream.concat(
                            keys.stream().map(key -> option(key, false)),
                            extensions.stream().map(key -> option(key, true)))
                    .toList();
        }

        private static Option option(String key, boolean extension) {
            return new Option(key, new OptionType.Flag(), Optional.empty(), "Documented elsewhere.", extension);
        }

        @Override
        public List<Option> options() {
            return options;
        }

        @Override
        public Proposal propose(Subject weight, Options options) {
            return Fakes.TABLES.propose(weight, Options.of(Fakes.TABLES.options(), Map.of()));
        }
    }
}
