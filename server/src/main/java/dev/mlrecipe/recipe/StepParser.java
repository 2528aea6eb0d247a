package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.Finding.Related;
import dev.mlrecipe.finding.InvalidValue;
import dev.mlrecipe.finding.LimitExceeded;
import dev.mlrecipe.finding.MissingKey;
import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.finding.UnknownKey;
import dev.mlrecipe.finding.Words;
import dev.mlrecipe.finding.WrongCombination;
import dev.mlrecipe.recipe.LeafParser.TypeWord;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Reads steps: a technique and its rules. */
final class StepParser {
    private static final String GLOBAL = "global_config";
    private static final String BY_TYPE = "op_type_configs";
    private static final String BY_NAME = "op_name_configs";

    private final Scope scope;
    private final boolean hasModel;
    private final LeafParser leaves;
    private final ValueReader values;

    /** @param hasModel whether the recipe names a model: the model then knows better which operation types exist */
    StepParser(Scope scope, boolean hasModel) {
        this.scope = scope;
        this.hasModel = hasModel;
        this.leaves = new LeafParser(scope);
        this.values = new ValueReader(scope.findings());
    }

    /**
     * Reads a step. Keys other than those of a step are not looked at.
     *
     * @param number its position in the recipe
     * @param path prefix of rule paths: {@code steps[0].}, or nothing for the short form
     * @param step its text
     */
    Step step(int number, String path, Node.Mapping step) {
        TypeWord type = leaves.configType(step);
        boolean joint = step.get("joint_compression")
                .flatMap(node -> values.flag("joint_compression", node))
                .orElse(false);
        List<Rule> rules = new ArrayList<>();
        Reading reading = new Reading(step, type, rules);
        step.entry(BY_NAME).ifPresent(e -> reading.byName(path + BY_NAME + ".", e));
        step.entry(BY_TYPE).ifPresent(e -> reading.byType(path + BY_TYPE + ".", e));
        step.entry(GLOBAL).ifPresent(e -> reading.rule(path + GLOBAL, e, new Selector.Global()));
        if (Stream.of(GLOBAL, BY_TYPE, BY_NAME).noneMatch(step::has)) {
            reading.noRules();
        }
        Step read = new Step(number, joint, rules, step.span());
        reportMixture(read);
        return read;
    }

    /** Rules about weights and rules about activations do not catch the same, so {@code null} would mean two things. */
    private void reportMixture(Step step) {
        List<Rule> asking = step.rules().stream().filter(rule -> rule.config().isPresent()).toList();
        asking.stream()
                .filter(rule -> aboutActivations(rule) != aboutActivations(asking.getFirst()))
                .findFirst()
                .ifPresent(rule -> scope.findings()
                        .add(WrongCombination.of(
                                rule.span(),
                                "a step is about weights or about activations: this rule is about "
                                        + (aboutActivations(rule) ? "activations" : "weights") + ", "
                                        + asking.getFirst().path() + " is not; write two steps",
                                List.of())));
    }

    private static boolean aboutActivations(Rule rule) {
        return rule.config().orElseThrow().technique().quantizesActivations();
    }

    /**
     * Reports keys of a step that mean nothing there: options outside of a leaf (one finding with a fix that wraps
     * them), and unknown keys.
     *
     * @param legal all keys that may stand there
     * @return whether options stand outside of a leaf
     */
    boolean unknownKeys(Node.Mapping step, String where, List<String> legal) {
        List<Node.Entry> loose = new ArrayList<>();
        for (Node.Entry entry : step.entries()) {
            String key = entry.key().text();
            if (legal.contains(key)) {
                continue;
            }
            if (isOption(key)) {
                loose.add(entry);
            } else {
                Optional<Fix> remove = TreeEdits.remove(scope.text(), step, entry);
                scope.findings().add(UnknownKey.of(entry.key().span(), key, where, legal, remove));
            }
        }
        if (!loose.isEmpty()) {
            Node.Entry first = loose.getFirst();
            List<Related> others = loose.stream()
                    .skip(1)
                    .map(e -> new Related(e.key().span(), e.key().text() + " too"))
                    .toList();
            scope.findings()
                    .add(UnknownKey.misplaced(
                                    first.key().span(),
                                    first.key().text(),
                                    where,
                                    "options stand in global_config, op_type_configs or op_name_configs",
                                    wrap(step, loose))
                            .withRelated(others));
        }
        return !loose.isEmpty();
    }

    private boolean isOption(String key) {
        return key.equals(Key.WEIGHT_THRESHOLD.word())
                || scope.techniques().stream()
                        .flatMap(t -> t.options().stream())
                        .map(Option::key)
                        .anyMatch(key::equals);
    }

    /** Moves options into a new {@code global_config}, in the place of the first. */
    private List<Fix> wrap(Node.Mapping step, List<Node.Entry> loose) {
        if (step.has(GLOBAL) || loose.stream().anyMatch(e -> e.merged() || !(e.value() instanceof Node.Scalar))) {
            return List.of();
        }
        List<Edit> edits = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Node.Entry entry : loose) {
            words.add(entry.key().text() + ": " + scope.text().slice(entry.value().span()));
            if (entry != loose.getFirst()) {
                Optional<Fix> removal = TreeEdits.remove(scope.text(), step, entry);
                if (removal.isEmpty()) {
                    return List.of();
                }
                edits.addAll(removal.get().edits());
            }
        }
        edits.add(0, new Edit(loose.getFirst().span(), GLOBAL + ": {" + String.join(", ", words) + "}"));
        return List.of(new Fix("Move into global_config", edits, true));
    }

    /** The rules of one step while they are read. */
    private final class Reading {
        private final Node.Mapping step;
        private final TypeWord type;
        private final List<Rule> rules;
        private boolean typeReported;

        Reading(Node.Mapping step, TypeWord type, List<Rule> rules) {
            this.step = step;
            this.type = type;
            this.rules = rules;
        }

        void byName(String path, Node.Entry configs) {
            for (Node.Entry entry : entries(configs)) {
                String name = entry.key().text();
                selector(name, entry.key().span()).ifPresent(selector -> rule(path + name, entry, selector));
            }
        }

        private Optional<Selector> selector(String key, Span span) {
            if (!NamePattern.isPattern(key)) {
                return Optional.of(new Selector.Name(key));
            }
            try {
                return Optional.of(new Selector.Pattern(key, NamePattern.of(key)));
            } catch (PatternSyntaxException e) {
                String message = Words.quote(key) + " is not a regular expression: " + e.getDescription();
                Span at = inKey(key, span, e.getIndex());
                scope.findings().add(InvalidValue.because(at, message, literally(key, e.getIndex(), span, at)));
            } catch (IllegalArgumentException e) {
                scope.findings().add(LimitExceeded.of(span, e.getMessage()));
            }
            return Optional.empty();
        }

        /** Takes the character that an error is about as it is; where that is no expression either, the whole key. */
        private List<Fix> literally(String key, int index, Span span, Span at) {
            String written = scope.text().slice(span);
            int start = written.indexOf(key);
            if (start < 0) {
                return List.of();
            }
            String character = key.substring(Math.min(index, key.length() - 1));
            try {
                NamePattern.of(key.substring(0, key.length() - character.length()) + "\\" + character);
                String escape = written.startsWith("\"") ? "\\\\" : "\\";
                return List.of(Fix.replace(
                        "Take " + character.charAt(0) + " literally", at, escape + character.charAt(0)));
            } catch (IllegalArgumentException noExpression) {
                Span mark = new Span(span.start() + start, span.start() + start + NamePattern.REGEX.length());
                return List.of(Fix.replace("Take it as a name, with * and ?", mark, ""));
            }
        }

        /** The character of a pattern that an error is about, if the key is written as it reads. */
        private Span inKey(String key, Span span, int index) {
            int at = scope.text().slice(span).indexOf(key);
            if (at < 0) {
                return span;
            }
            int start = span.start() + at + Math.min(index, key.length() - 1);
            return new Span(start, start + 1);
        }

        void byType(String path, Node.Entry configs) {
            for (Node.Entry entry : entries(configs)) {
                String opType = entry.key().text();
                if (opType.equals("const")) {
                    String right = "all weights are consts: " + GLOBAL + " is for all of them, " + BY_NAME + " for single ones";
                    scope.findings()
                            .add(UnknownKey.misplaced(
                                    entry.key().span(), opType, BY_TYPE, right, withoutConst(configs, entry)));
                    continue;
                }
                if (!hasModel) {
                    OpTypes.nearest(opType)
                            .ifPresent(n -> scope.findings().add(UnknownKey.opType(entry.key().span(), opType, n)));
                }
                rule(path + opType, entry, new Selector.OpType(opType));
            }
        }

        /** The rule goes, or becomes the global one where there is none and it stands alone. */
        private List<Fix> withoutConst(Node.Entry configs, Node.Entry entry) {
            if (configs.value() instanceof Node.Mapping rules && rules.entries().size() > 1) {
                return TreeEdits.remove(scope.text(), rules, entry).stream().toList();
            }
            boolean oneLine = TreeEdits.isFlow(scope.text(), entry.value()) || entry.value().isNull();
            if (step.has(GLOBAL) || configs.merged() || !oneLine) {
                return TreeEdits.remove(scope.text(), step, configs).stream().toList();
            }
            String global = GLOBAL + ": " + scope.text().slice(entry.value().span());
            return List.of(Fix.replace("Change to " + GLOBAL, configs.span(), global));
        }

        private List<Node.Entry> entries(Node.Entry configs) {
            if (configs.value() instanceof Node.Mapping mapping) {
                return mapping.entries();
            }
            if (!configs.value().isNull()) {
                String key = configs.key().text();
                String expected = "a mapping from " + (key.equals(BY_NAME) ? "names" : "operation types") + " to options";
                values.wrong(key, configs.value(), expected, Optional.empty());
            }
            return List.of();
        }

        void rule(String path, Node.Entry entry, Selector selector) {
            Span key = entry.key().span();
            Optional<Config> config = Optional.empty();
            if (entry.value() instanceof Node.Mapping leaf) {
                config = config(leaf, key);
            } else if (!entry.value().isNull()) {
                leaves.notALeaf(entry.key().text(), entry.value());
            }
            rules.add(new Rule(path, selector, config, key, scope.text().line(key.start()) + 1));
        }

        private Optional<Config> config(Node.Mapping leaf, Span key) {
            TypeWord own = leaves.configType(leaf);
            TypeWord used = own.given() ? own : type;
            if (!used.given() && !typeReported && scope.complete(step)) {
                typeReported = true;
                reportMissingType(leaf);
            }
            return used.technique().flatMap(technique -> leaves.leaf(leaf, technique, key));
        }

        private void reportMissingType(Node.Mapping leaf) {
            List<Fix> fixes = bestFitting(leaf).stream()
                    .flatMap(t -> TreeEdits.prepend(scope.text(), step, "config_type: " + t).stream()
                            .map(edit -> new Fix("Add config_type: " + t, List.of(edit))))
                    .toList();
            String message = "config_type is missing; it says what to do, for example "
                    + scope.configTypes().stream().findFirst().orElse("OpPalettizerConfig");
            Span first = step.entries().stream()
                    .filter(e -> Key.of(Key.STEP, e.key().text()).isPresent())
                    .findFirst()
                    .orElseThrow()
                    .key()
                    .span();
            scope.findings().add(MissingKey.of(first, message, fixes));
        }

        /** The techniques that know most of a leaf's keys. */
        private List<String> bestFitting(Node.Mapping leaf) {
            long most = scope.techniques().stream().mapToLong(t -> known(t, leaf)).max().orElse(0);
            return scope.techniques().stream()
                    .filter(t -> known(t, leaf) == most)
                    .map(Technique::configType)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }

        private static long known(Technique technique, Node.Mapping leaf) {
            List<String> legal = LeafParser.legalKeys(technique);
            return leaf.entries().stream()
                    .map(e -> e.key().text())
                    .filter(key -> legal.contains(key) || Nearest.of(key, legal).isPresent())
                    .count();
        }

        private boolean hasLooseOptions() {
            return step.entries().stream().anyMatch(e -> isOption(e.key().text()));
        }

        /** A mistyped word for rules has a finding already. */
        private boolean hasMistypedRules() {
            return step.entries().stream()
                    .map(e -> e.key().text())
                    .filter(key -> Key.of(Key.STEP, key).isEmpty() && Key.of(Key.TOP, key).isEmpty())
                    .anyMatch(key -> Nearest.of(key, List.of(GLOBAL, BY_TYPE, BY_NAME)).isPresent());
        }

        void noRules() {
            if (!scope.complete(step) || hasLooseOptions() || hasMistypedRules()) {
                return;
            }
            Span at = step.entry("config_type").map(e -> e.key().span()).orElse(step.span());
            List<Fix> fixes = TreeEdits.add(scope.text(), step, GLOBAL + ": {}").stream()
                    .map(edit -> new Fix("Add " + GLOBAL, List.of(edit)))
                    .toList();
            scope.findings()
                    .add(MissingKey.of(at, "the step has no rules: " + GLOBAL + ", " + BY_TYPE + " or " + BY_NAME, fixes));
        }
    }
}
