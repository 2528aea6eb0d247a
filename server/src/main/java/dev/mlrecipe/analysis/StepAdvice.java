package dev.mlrecipe.analysis;

import dev.mlrecipe.analysis.Alternatives.Trial;
import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.predict.Unit;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.recipe.TreeEdits;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Apple's guides to palettization, quantization and pruning (coremltools, docs-guides/source/opt-*.md) advise for the
 * unit that does most of the work, with float16 weights or as the recipe makes them: tables and scales per channel for the
 * Neural Engine, 4-bit blocks for the GPU of a Mac, zeros for the Neural Engine and the CPU. As changes of a step's
 * {@code global_config}.
 */
final class StepAdvice {
    private static final String TABLES = "OpPalettizerConfig";
    private static final String LINEAR = "OpLinearQuantizerConfig";
    private static final String PRUNE = "OpMagnitudePrunerConfig";

    private final Situation situation;
    private final Node.Mapping step;
    private final Node.Entry global;
    private final Rule rule;
    private final boolean alone;
    private final List<Trial> trials = new ArrayList<>();

    private StepAdvice(Situation situation, Node.Mapping step, Node.Entry global, Rule rule, boolean alone) {
        this.situation = situation;
        this.step = step;
        this.global = global;
        this.rule = rule;
        this.alone = alone;
    }

    /** What to try; empty for steps without a {@code global_config} of their own. */
    static List<Trial> of(Situation situation, Step step, Forecast now) {
        Optional<Node.Mapping> node = situation.parsed().node(step);
        Optional<Node.Entry> global = node.flatMap(mapping -> mapping.entry("global_config"))
                .filter(entry -> !entry.merged() && entry.place().equals(entry.value().span()));
        Optional<Rule> rule = step.rules().stream()
                .filter(known -> known.selector() instanceof Selector.Global && known.config().isPresent())
                .findFirst();
        if (global.isEmpty() || rule.isEmpty()) {
            return List.of();
        }
        StepAdvice advice =
                new StepAdvice(situation, node.get(), global.get(), rule.get(), step.rules().size() == 1);
        boolean mac = now.result().device().platform().equals("macOS");
        Stream.of(now.baseline(), now.result()).map(StepAdvice::busiest).distinct().forEach(unit -> advice.collect(unit, mac));
        return advice.trials;
    }

    /** The unit that does most of the work. */
    private static Unit busiest(Prediction now) {
        return Arrays.stream(Unit.values()).max(Comparator.comparingDouble(now::ms)).orElseThrow();
    }

    private void collect(Unit unit, boolean mac) {
        Config config = rule.config().orElseThrow();
        if (unit == Unit.NEURAL_ENGINE) {
            keep(config, "per_block", "Scale per channel, not per block", "per_channel", "block_size");
            keep(config, "per_grouped_channel", "Take one table per weight", "per_tensor", "group_size");
            if (config.keys().containsKey("group_size")) {
                Edits.set(situation, config, "group_size", "16")
                        .ifPresent(edit -> trials.add(new Trial("Take groups of 16 channels", List.of(edit))));
            }
            replace("Take 4-bit tables", TABLES, "mode: kmeans, nbits: 4");
        }
        if (unit == Unit.NEURAL_ENGINE) {
            ActivationAdvice.trial(situation, step).ifPresent(trials::add);
        }
        if (unit == Unit.GPU && mac) {
            replace(
                    "Take 4-bit integers in blocks of 32",
                    LINEAR,
                    "mode: linear_symmetric, dtype: int4, granularity: per_block, block_size: 32");
        }
        if (unit == Unit.CPU) {
            replace("Set 3 of 4 weights to zero, which costs accuracy", PRUNE, "n_m_ratio: [3, 4]");
        }
        if (unit != Unit.GPU) {
            replace("Set 75 % of the weights to zero, which costs accuracy", PRUNE, "target_sparsity: 0.75");
        }
    }

    /** Another granularity of the same technique, without the key that only the former one has. */
    private void keep(Config config, String from, String title, String to, String without) {
        if (config.options().get("granularity").filter(from::equals).isEmpty()
                || !config.keys().containsKey("granularity")
                || !(global.value() instanceof Node.Mapping leaf)) {
            return;
        }
        List<Edit> edits = new ArrayList<>(List.of(new Edit(config.at("granularity"), to)));
        leaf.entry(without)
                .flatMap(entry -> TreeEdits.remove(situation.parsed().text(), leaf, entry))
                .ifPresent(fix -> edits.addAll(fix.edits()));
        trials.add(new Trial(title, edits));
    }

    /** Another technique: of the step where nothing else is in it, else of its {@code global_config}. */
    private void replace(String title, String type, String options) {
        Config config = rule.config().orElseThrow();
        Optional<Node> ofStep = step.get("config_type");
        boolean same = config.technique().configType().equals(type);
        Span value = new Span(global.key().span().end(), global.span().end());
        if (same) {
            trials.add(new Trial(title, List.of(new Edit(value, ": {" + options + "}"))));
        } else if (alone && ofStep.isPresent()) {
            trials.add(new Trial(
                    title, List.of(new Edit(ofStep.get().span(), type), new Edit(value, ": {" + options + "}"))));
        } else {
            trials.add(new Trial(
                    title, List.of(new Edit(value, ": {config_type: " + type + ", " + options + "}"))));
        }
    }
}
