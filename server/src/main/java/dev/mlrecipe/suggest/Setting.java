package dev.mlrecipe.suggest;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.YamlWords;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a recipe is suggested for.
 *
 * @param model the model; with its operations where devices are named
 * @param modelName the model as the recipe names it
 * @param targets minimum deployment targets
 * @param devices names of devices, may be none
 * @param computeUnits value of {@code compute_units}; empty to leave it out
 * @param data value of {@code data} as it stands in a recipe; empty to leave it out
 * @param parser reads recipes
 * @param surroundings what else is known
 */
public record Setting(
        ModelState.Read model,
        String modelName,
        List<Target> targets,
        List<String> devices,
        Optional<String> computeUnits,
        Optional<String> data,
        RecipeParser parser,
        Surroundings surroundings) {
    public Setting {
        targets = List.copyOf(targets);
        devices = List.copyOf(devices);
    }

    /** The first lines of every recipe for this. */
    String head() {
        StringBuilder head = new StringBuilder("model: " + YamlWords.of(modelName) + "\n");
        List<String> words = targets.stream().map(Target::word).toList();
        if (!words.isEmpty()) {
            head.append("target: ").append(words.size() == 1 ? words.getFirst() : words.toString()).append('\n');
        }
        if (!devices.isEmpty()) {
            head.append("devices: [")
                    .append(devices.stream()
                            .map(device -> YamlWords.isPlain(device.replace(" ", "")) ? device : YamlWords.of(device))
                            .collect(Collectors.joining(", ")))
                    .append("]\n");
        }
        computeUnits.ifPresent(units -> head.append("compute_units: ").append(units).append('\n'));
        data.ifPresent(samples -> head.append("data: ").append(samples).append('\n'));
        return head.toString();
    }

    /** What is to be said of a recipe. */
    Analysis analysis(String recipe) {
        ParsedRecipe parsed = parser.parse(Text.of(recipe));
        return Analysis.of(parsed, Optional.empty(), model, surroundings, Optional.empty());
    }
}
