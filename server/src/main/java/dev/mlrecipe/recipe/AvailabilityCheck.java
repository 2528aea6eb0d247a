package dev.mlrecipe.recipe;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.Finding.Related;
import dev.mlrecipe.finding.NeverInCoreMl;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.finding.UnavailableOnTarget;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
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
    /** The oldest programs with compressed weights: what they can hold is no news. */
    private static final int OLDEST = Opset.COREML6.specification();

    /** The platforms that are named where the recipe names none. */
    private static final List<String> USUAL = List.of("iOS", "macOS");

    private final Availability availability;
    private final List<Located<Target>> targets;
    private final Severity severity;
    private final boolean open;
    private final ModelKind kind;

    /**
     * @param targets the targets that count, and where they stand; none: everything that there ever is is available
     * @param severity of the findings
     * @param kind the kind of the model
     */
    public AvailabilityCheck(
            Availability availability, List<Located<Target>> targets, Severity severity, ModelKind kind) {
        this(availability, targets, severity, kind, false);
    }

    private AvailabilityCheck(
            Availability availability,
            List<Located<Target>> targets,
            Severity severity,
            ModelKind kind,
            boolean open) {
        this.availability = availability;
        this.targets = List.copyOf(targets);
        this.severity = severity;
        this.kind = kind;
        this.open = open;
    }

    /** For recipes of which nobody knows where they shall run: hints on what not every system can load. */
    static AvailabilityCheck withoutTarget(Availability availability) {
        return new AvailabilityCheck(availability, List.of(), Severity.HINT, ModelKind.ML_PROGRAM, true);
    }

    /**
     * What the targets cannot load, at most one finding per place.
     *
     * @param root what the recipe was read from
     */
    public List<Finding> check(Recipe recipe, Node.Mapping root, Text text) {
        Map<Span, Finding> found = new LinkedHashMap<>();
        for (Step step : recipe.steps()) {
            if (step.joint()) {
                StepNodes.of(root, step.number())
                        .flatMap(node -> node.get("joint_compression"))
                        .flatMap(value -> joint(value, text))
                        .ifPresent(finding -> found.putIfAbsent(finding.span(), finding));
            }
            for (Rule rule : step.rules()) {
                rule.config().ifPresent(config -> check(rule, config, text)
                        .forEach(finding -> found.putIfAbsent(finding.span(), finding)));
            }
        }
        return List.copyOf(found.values());
    }

    private Optional<Finding> joint(Node value, Text text) {
        return unavailable("joint").map(feature -> finding(
                "joint_compression true", feature, value.span(), text, List.of(Fix.replace("Change to false", value.span(), "false"))));
    }

    private List<Finding> check(Rule rule, Config config, Text text) {
        Map<Span, Shortage> newest = new LinkedHashMap<>();
        for (Need need : config.technique().needs(config.options())) {
            Span at = config.keys().getOrDefault(need.key(), rule.span());
            unavailable(need.feature())
                    .ifPresent(feature -> newest.merge(
                            at,
                            new Shortage(need.key(), feature),
                            (a, b) -> since(b.feature) > since(a.feature) ? b : a));
        }
        return newest.entrySet().stream()
                .map(e -> finding(
                        config.subject(e.getValue().key),
                        e.getValue().feature,
                        e.getKey(),
                        text,
                        alternatives(config, e.getValue().key)))
                .toList();
    }

    private record Shortage(String key, Feature feature) {}

    private Optional<Feature> unavailable(String id) {
        return availability.feature(id)
                .filter(f -> !f.existsIn(kind)
                        || (open ? since(f) > OLDEST : targets.stream().anyMatch(t -> isShort(t, f))));
    }

    private int since(Feature feature) {
        return feature.since(kind);
    }

    private boolean isShort(Located<Target> target, Feature feature) {
        return target.value().specification() < since(feature);
    }

    /** The platforms of the targets. */
    private List<String> platforms() {
        return targets.isEmpty() ? USUAL : targets.stream().map(t -> t.value().platform()).toList();
    }

    /** What models of this kind never have and those of the other one do. */
    private Finding foreign(String subject, Feature feature, Span at, List<Fix> alternatives) {
        if (kind == ModelKind.ML_PROGRAM) {
            String since = availability.since(feature.since(ModelKind.NEURAL_NETWORK), platforms());
            return NeverInCoreMl.inPrograms(at, subject, feature.title(), since, alternatives);
        }
        String since = availability.since(feature.since(ModelKind.ML_PROGRAM), platforms());
        return UnavailableOnTarget.inNetworks(at, subject, feature.title(), since, alternatives);
    }

    private Finding finding(String subject, Feature feature, Span at, Text text, List<Fix> alternatives) {
        if (!feature.existsIn(kind)) {
            return foreign(subject, feature, at, alternatives);
        }
        if (open) {
            return UnavailableOnTarget.withoutTarget(
                    at, subject, feature.title(), availability.since(since(feature)), nameTarget(feature, text));
        }
        List<Located<Target>> shortOnes =
                targets.stream().filter(t -> isShort(t, feature)).toList();
        List<Edit> raise = new ArrayList<>();
        List<String> raised = new ArrayList<>();
        for (Located<Target> target : shortOnes) {
            availability.oldest(target.value().platform(), since(feature)).ifPresent(t -> {
                raise.add(new Edit(target.span(), t.word()));
                raised.add(t.word());
            });
        }
        List<Fix> fixes = new ArrayList<>(alternatives);
        if (shortOnes.stream().noneMatch(AvailabilityCheck::isSetting)) {
            fixes.add(0, new Fix("Raise the target to " + String.join(", ", raised), raise));
        } else {
            fixes.addAll(nameTarget(feature, text));
        }
        return UnavailableOnTarget.of(
                at,
                severity,
                subject,
                feature.title(),
                availability.since(since(feature), platforms()),
                shortOnes.stream()
                        .map(t -> t.value().word() + (isSetting(t) ? " (setting mlrecipe.defaultTarget)" : ""))
                        .toList(),
                fixes,
                shortOnes.stream()
                        .filter(t -> !isSetting(t))
                        .map(t -> new Related(t.span(), "loads at most Core ML specification "
                                + t.value().specification()))
                        .toList());
    }

    /** A setting has no place in the text. */
    private static boolean isSetting(Located<Target> target) {
        return target.span().end() == target.span().start();
    }

    /** The comment that says what the recipe is for, where coremltools has no key for it. */
    private List<Fix> nameTarget(Feature feature, Text text) {
        return availability.oldest("iOS", since(feature))
                .map(target -> {
                    String comment = "# mlrecipe: target " + target.word() + text.lineBreak();
                    int start = text.content().startsWith("\uFEFF") ? 1 : 0;
                    return Fix.replace("Check for " + target.word(), Span.at(start), comment);
                })
                .stream()
                .toList();
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

    /** Legal values, nearest first; of words, which have no distance, the usual one. */
    private static Stream<Object> candidates(Option option, Object current) {
        return switch (option.type()) {
            case OptionType.Words words -> Stream.concat(option.defaultValue().stream(), words.legal().stream());
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
