package dev.mlrecipe.imports;

import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Names of variants and models in a recipe: what the names of their files have different, else what they do. */
final class VariantNames {
    private static final int LONGEST = 64;

    private final List<Outcome> outcomes;

    VariantNames(List<Outcome> outcomes) {
        this.outcomes = outcomes;
    }

    List<String> ofVariants() {
        return different(outcomes.stream().map(Outcome::output).toList())
                .orElseGet(() -> distinct(outcomes.stream().map(VariantNames::described).toList()));
    }

    List<String> ofModels() {
        return distinct(outcomes.stream()
                .map(outcome -> safe(PathWords.stem(PathWords.name(outcome.input().orElse("model")))))
                .toList());
    }

    /** A name as a key: 4bit needs no quotes, 4e1 does. */
    static String key(String name) {
        return name.matches("[0-9][A-Za-z0-9_-]*") && name.matches(".*[g-np-wyzG-NP-WYZ].*") ? name : YamlWords.of(name);
    }

    /** What the paths have in common, as a name. */
    String ofAll() {
        List<String> paths = outcomes.stream().flatMap(outcome -> outcome.output().stream()).map(PathWords::stem).toList();
        if (paths.size() == outcomes.size()) {
            List<List<String>> words = paths.stream().map(PathWords::name).map(VariantNames::words).toList();
            String name = safe(String.join("", words.getFirst().subList(0, common(words, false))));
            if (!name.isEmpty()) {
                return name;
            }
        }
        return outcomes.getFirst().input().map(path -> safe(PathWords.stem(PathWords.name(path)))).orElse("");
    }

    /** Paths without the words at both ends that all have; empty if that is no name for each. */
    private static Optional<List<String>> different(List<Optional<String>> paths) {
        if (paths.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        List<List<String>> words = paths.stream().map(path -> words(PathWords.stem(path.get()))).toList();
        int start = common(words, false);
        int end = common(words, true);
        int shortest = words.stream().mapToInt(List::size).min().orElse(0);
        end = Math.min(end, shortest - 1);
        start = Math.max(0, Math.min(start, shortest - end - 1));
        List<String> names = cut(words, start, end);
        // A number alone says little.
        while (start > 0 && names.stream().anyMatch(name -> name.matches("[0-9.]*"))) {
            names = cut(words, --start, end);
        }
        Set<String> lower = new HashSet<>();
        boolean good = names.stream().allMatch(name -> !name.isEmpty() && lower.add(name.toLowerCase(Locale.ROOT)));
        return good ? Optional.of(names) : Optional.empty();
    }

    private static List<String> cut(List<List<String>> words, int start, int end) {
        return words.stream().map(path -> safe(String.join("", path.subList(start, path.size() - end)))).toList();
    }

    private static List<String> words(String path) {
        return List.of(path.split("(?<=[-_./ ])|(?=[-_./ ])"));
    }

    /** How many words all begin, or end, with. */
    private static int common(List<List<String>> paths, boolean fromEnd) {
        int count = 0;
        while (true) {
            Set<String> next = new HashSet<>();
            for (List<String> path : paths) {
                if (count >= path.size()) {
                    return count;
                }
                next.add(path.get(fromEnd ? path.size() - 1 - count : count));
            }
            if (next.size() > 1) {
                return count;
            }
            count++;
        }
    }

    /** A part of the names of files. */
    static String safe(String words) {
        String safe = words.replaceAll("[^\\p{L}\\p{N}_.+-]+", "-").replaceAll("^[-._+]+|[-._]+$", "");
        return safe.substring(0, Math.min(LONGEST, safe.length())).replaceAll("[-._]+$", "");
    }

    /** {@code int8}, {@code 4bit}, {@code sparse-4bit}. */
    private static String described(Outcome outcome) {
        List<String> words = new ArrayList<>();
        for (Value.Pass pass : outcome.model().passes()) {
            Optional<Value.OpConfig> leaf = pass.config().global.map(Value::plain)
                    .filter(Value.OpConfig.class::isInstance)
                    .map(Value.OpConfig.class::cast);
            words.add(switch (pass.function()) {
                case "palettize_weights" -> option(leaf, "nbits").map(bits -> bits + "bit").orElse("tables");
                case "linear_quantize_weights" -> option(leaf, "dtype").orElse("int8");
                case "prune_weights" -> "sparse";
                default -> "activations";
            });
        }
        String name = safe(String.join("-", words));
        return name.isEmpty() ? "variant" : name;
    }

    private static Optional<String> option(Optional<Value.OpConfig> leaf, String name) {
        return leaf.map(config -> config.options().get(name)).flatMap(YamlValue::of);
    }

    private static List<String> distinct(List<String> names) {
        Set<String> taken = new HashSet<>();
        List<String> distinct = new ArrayList<>();
        for (String name : names) {
            String plain = name.isEmpty() ? "model" : name;
            String free = plain;
            for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
                free = plain.substring(0, Math.min(plain.length(), LONGEST - 4)) + "-" + i;
            }
            distinct.add(free);
        }
        return distinct;
    }
}
