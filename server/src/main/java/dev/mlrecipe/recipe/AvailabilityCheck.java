package dev.mlrecipe.recipe;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.Finding.Related;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.finding.UnavailableOnTarget;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares what a recipe uses with what its targets can load. */
public final class AvailabilityCheck {
    private final Availability availability;
    private final List<Located<Target>> targets;
    private final Severity severity;

    /**
     * @param targets the targets that count, and where they stand; none: everything is available
     * @param severity of the findings: error for targets of the recipe, hint for those of a setting
     */
    public AvailabilityCheck(Availability availability, List<Located<Target>> targets, Severity severity) {
        this.availability = availability;
        this.targets = List.copyOf(targets);
        this.severity = severity;
    }

    /** What the targets cannot load, at most one finding per place. */
    public List<Finding> check(Recipe recipe, YamlTree tree) {
        Map<Span, Finding> found = new LinkedHashMap<>();
        for (Step step : recipe.steps()) {
            if (step.joint()) {
                StepNodes.of(tree, step.number())
                        .flatMap(node -> node.get("joint_compression"))
                        .flatMap(this::joint)
                        .ifPresent(finding -> found.putIfAbsent(finding.span(), finding));
            }
            for (Rule rule : step.rules()) {
                rule.config().ifPresent(config -> check(rule, config)
                        .forEach(finding -> found.putIfAbsent(finding.span(), finding)));
            }
        }
        return List.copyOf(found.values());
    }

    private Optional<Finding> joint(Node value) {
        return unavailable("joint").map(feature -> finding(
                feature, value.span(), List.of(Fix.replace("Change to false", value.span(), "false"))));
    }

    private List<Finding> check(Rule rule, Config config) {
        Map<Span, Shortage> newest = new LinkedHashMap<>();
        for (Need need : config.technique().needs(config.options())) {
            Span at = config.keys().getOrDefault(need.key(), rule.span());
            unavailable(need.feature())
                    .ifPresent(feature -> newest.merge(
                            at,
                            new Shortage(need.key(), feature),
                            (a, b) -> b.feature.since() > a.feature.since() ? b : a));
        }
        return newest.entrySet().stream()
                .map(e -> finding(e.getValue().feature, e.getKey(), alternatives(config, e.getValue().key)))
                .toList();
    }

    private record Shortage(String key, Feature feature) {}

    private Optional<Feature> unavailable(String id) {
        return availability.feature(id).filter(f -> targets.stream().anyMatch(t -> isShort(t, f)));
    }

    private static boolean isShort(Located<Target> target, Feature feature) {
        return target.value().specification() < feature.since();
    }

    private Finding finding(Feature feature, Span at, List<Fix> alternatives) {
        List<Located<Target>> shortOnes =
                targets.stream().filter(t -> isShort(t, feature)).toList();
        List<Edit> raise = new ArrayList<>();
        List<String> raised = new ArrayList<>();
        for (Located<Target> target : shortOnes) {
            availability.oldest(target.value().platform(), feature.since()).ifPresent(t -> {
                raise.add(new Edit(target.span(), t.word()));
                raised.add(t.word());
            });
        }
        List<Fix> fixes = new ArrayList<>(alternatives);
        if (raise.stream().allMatch(e -> e.span().end() > e.span().start())) {
            fixes.add(0, new Fix("Raise the target to " + String.join(", ", raised), raise));
        }
        return UnavailableOnTarget.of(
                at,
                severity,
                feature.title(),
                availability.since(
                        feature.since(), targets.stream().map(t -> t.value().platform()).toList()),
                shortOnes.stream().map(t -> t.value().word()).toList(),
                fixes,
                shortOnes.stream()
                        .filter(t -> t.span().end() > t.span().start())
                        .map(t -> new Related(t.span(), "loads at most Core ML specification "
                                + t.value().specification()))
                        .toList());
    }

    /** The nearest legal value of an option that the targets can load, if changing it alone helps. */
    private List<Fix> alternatives(Config config, String key) {
        Technique technique = config.technique();
        Span span = config.keys().get(key);
        Optional<Option> option =
                technique.options().stream().filter(o -> o.key().equals(key)).findFirst();
        if (span == null || option.isEmpty()) {
            return List.of();
        }
        Object current = config.options().get(key).orElse("");
        return candidates(option.get(), current)
                .filter(value -> !value.equals(current) && isAvailable(config, key, value))
                .findFirst()
                .map(value -> List.of(Fix.replace("Change to " + value, span, String.valueOf(value))))
                .orElse(List.of());
    }

    /** Legal values, nearest first. */
    private static Stream<Object> candidates(Option option, Object current) {
        return switch (option.type()) {
            case OptionType.Words words -> words.legal().stream().map(w -> w);
            case OptionType.Choice choice -> {
                long now = current instanceof Long number ? number : 0;
                yield choice.legal().stream()
                        .sorted(Comparator.<Long>comparingLong(l -> Math.abs(l - now))
                                .thenComparing(Comparator.reverseOrder()))
                        .map(l -> l);
            }
            case OptionType.Flag flag -> Stream.of(true, false);
            default -> option.defaultValue().stream();
        };
    }

    private boolean isAvailable(Config config, String key, Object value) {
        Map<String, Object> given = new HashMap<>();
        for (Option option : config.technique().options()) {
            if (config.options().isGiven(option.key())) {
                config.options().get(option.key()).ifPresent(v -> given.put(option.key(), v));
            }
        }
        given.put(key, value);
        Options options = Options.of(config.technique().options(), given);
        return config.technique().check(options).isEmpty()
                && config.technique().needs(options).stream()
                        .filter(need -> need.key().equals(key))
                        .allMatch(need -> unavailable(need.feature()).isEmpty());
    }
}
