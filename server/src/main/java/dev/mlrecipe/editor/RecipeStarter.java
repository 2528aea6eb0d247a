package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.availability.LoadingTargets;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.report.Sizes;
import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a first recipe for a model: one that fits it and its target, so that nothing is to be found in it. */
public final class RecipeStarter {
    /** Groups of layers that are named. */
    private static final int MOST_GROUPS = 4;

    /** What the recipes need that are written for neural networks. */
    private static final String NETWORK = "neural_network.quantized";

    private final ModelState.Read model;
    private final Vocabulary vocabulary;
    private final Surroundings surroundings;

    public RecipeStarter(ModelState.Read model, Vocabulary vocabulary, Surroundings surroundings) {
        this.model = model;
        this.vocabulary = vocabulary;
        this.surroundings = surroundings;
    }

    /**
     * A recipe that can be had.
     *
     * @param steps names of what it does, for example {@code 6-bit tables}
     * @param text the recipe
     * @param ratio all weights before and after, as far as shapes tell
     * @param findings errors and warnings about it; usually none
     */
    public record Start(String steps, String text, String ratio, List<Finding> findings) {
        public Start {
            findings = List.copyOf(findings);
        }
    }

    /** Why there can be no recipe for the model; empty if there can. */
    public Optional<String> obstacle() {
        return switch (model.index().kind()) {
            case ML_PROGRAM -> Optional.empty();
            case NEURAL_NETWORK, PIPELINE -> model.index().weights().isEmpty()
                    ? Optional.of("a " + about() + ", so there is nothing to compress")
                    : Optional.empty();
            case OTHER -> Optional.of(
                    "a " + about() + "; only the weights of ML programs and neural networks can be compressed");
        };
    }

    /** The targets that load the model once it is compressed. */
    public LoadingTargets targets() {
        return new LoadingTargets(vocabulary.availability(), specification());
    }

    private int specification() {
        ModelIndex index = model.index();
        return index.opset().isPresent()
                ? Planner.compressedOpset(index).specification()
                : Math.max(
                        index.specificationVersion(),
                        vocabulary.availability().feature(NETWORK).map(Feature::network).orElse(0));
    }

    /** {@code ML program CoreML8, 7 layers with 436 kB of weights}. */
    public String about() {
        ModelIndex index = model.index();
        ModelWords words = ModelWords.of(model).orElseThrow();
        String kind = switch (index.kind()) {
            case ML_PROGRAM -> "ML program" + index.opset().map(opset -> " " + opset.word()).orElse("");
            case NEURAL_NETWORK -> "neural network, specification " + index.specificationVersion();
            case PIPELINE -> "pipeline, specification " + index.specificationVersion();
            case OTHER -> "model without weights";
        };
        long bytes = index.weights().stream().mapToLong(words::bytes).sum();
        return kind + ", " + Amounts.count(words.layers().size(), "layer") + " with " + Sizes.bytes(bytes) + " of weights";
    }

    /**
     * The recipe for a goal: what serves it best of all that the target has, fits the model and is not warned of.
     *
     * @param modelName the model as the recipe names it
     */
    public Start start(String modelName, Target target, RecipeGoal goal) {
        List<Start> starts = new ArrayList<>();
        for (Preset preset : goal.presets()) {
            for (String step : Snippets.choices(String.join("\n", preset.steps().getFirst()))) {
                Start start = start(modelName, target, goal, preset, step);
                if (start.findings().isEmpty()) {
                    return start;
                }
                starts.add(start);
            }
        }
        return starts.stream()
                .min(Comparator.comparingInt(start -> start.findings().size()))
                .orElseThrow();
    }

    private Start start(String modelName, Target target, RecipeGoal goal, Preset preset, String step) {
        String head = "model: " + YamlWords.of(modelName) + "\ntarget: " + target.word() + "\n" + goal.units();
        String recipe = head + step + "\n";
        RecipeDraft draft = draft(recipe);
        List<String> exceptions = step.contains("op_name_configs") ? List.of() : draft.exceptions();
        if (!exceptions.isEmpty()) {
            recipe += String.join("\n", exceptions) + "\n";
            draft = draft(recipe);
        }
        String file = modelName.substring(modelName.lastIndexOf('/') + 1);
        String about = "# " + Names.line(file) + ": " + about() + ".\n"
                + "# " + goal.title() + ": " + preset.name() + ", planned " + draft.ratio() + ".\n";
        boolean names = recipe.contains("op_name_configs");
        return new Start(preset.name(), about + recipe + groups(names), draft.ratio(), draft.findings());
    }

    private RecipeDraft draft(String recipe) {
        return RecipeDraft.of(recipe, model, vocabulary, surroundings);
    }

    /**
     * The model's groups of layers, as rules that wait to be used.
     *
     * @param go whether they go on with rules for names
     */
    private String groups(boolean go) {
        Map<String, ModelWords.Reach> patterns = ModelWords.of(model).orElseThrow().patterns();
        if (patterns.isEmpty()) {
            return "";
        }
        return patterns.entrySet().stream()
                .limit(MOST_GROUPS)
                .map(group -> "#   " + YamlWords.quoted(group.getKey(), '"') + ": null  # "
                        + Amounts.count(group.getValue().layers(), "layer") + ", " + Sizes.bytes(group.getValue().bytes())
                        + "\n")
                .collect(Collectors.joining(
                        "",
                        "\n# Groups of layers can have rules of their own; null leaves them as they are.\n"
                                + (go ? "" : "# op_name_configs:\n"),
                        ""));
    }

    /** The name of a goal's recipe without its ending: its output, which is named after it, is not the model. */
    public static String stem(String modelName, RecipeGoal goal) {
        return RecipePaths.modelName(modelName) + "-" + goal.word();
    }
}
