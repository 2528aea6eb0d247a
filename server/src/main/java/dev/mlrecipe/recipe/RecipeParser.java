package dev.mlrecipe.recipe;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.DuplicateKey;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.InvalidValue;
import dev.mlrecipe.finding.LimitExceeded;
import dev.mlrecipe.finding.MissingKey;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.finding.Syntax;
import dev.mlrecipe.finding.UnusualSpelling;
import dev.mlrecipe.finding.Words;
import dev.mlrecipe.finding.WrongCombination;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlParser;
import dev.mlrecipe.yaml.YamlTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads recipes: any text gives a recipe, as far as it can be understood, and findings for the rest. Stateless. */
public final class RecipeParser {
    private static final List<String> UNITS = List.of("all", "cpu_only", "cpu_and_gpu", "cpu_and_ne");
    private static final List<String> ROOT_KEYS =
            Stream.concat(Key.TOP.stream(), Key.STEP.stream()).map(Key::word).toList();
    private static final String STEPS = "steps";
    private static final String MEASURED = "measured";

    private final List<Technique> techniques;
    private final Availability availability;
    private final Optional<Target> defaultTarget;

    public RecipeParser(List<Technique> techniques, Availability availability) {
        this(techniques, availability, Optional.empty());
    }

    /** @param defaultTarget what recipes are for that name neither a target nor a model: a setting of the user */
    public RecipeParser(List<Technique> techniques, Availability availability, Optional<Target> defaultTarget) {
        this.techniques = List.copyOf(techniques);
        this.availability = availability;
        this.defaultTarget = defaultTarget;
    }

    public ParsedRecipe parse(Text text) {
        return parse(text, YamlParser.parse(text));
    }

    /** @param tree the tree of {@code text} */
    public ParsedRecipe parse(Text text, YamlTree tree) {
        Scope scope = new Scope(text, tree, techniques, availability, new Findings());
        tree.problems().forEach(problem -> scope.findings().add(finding(scope, problem)));
        Directives directives = new Directives(scope);
        Node.Mapping root = root(scope);
        List<Parts.Unread> parts = new Parts(scope).of(root);
        if (parts.isEmpty()) {
            return read(scope, directives, Part.WHOLE, root);
        }
        List<ParsedRecipe> alone = new ArrayList<>();
        for (Parts.Unread part : parts) {
            Scope own = scope.part();
            alone.add(read(own, directives, part.part(), part.root(root, own.findings())));
        }
        ParsedRecipe varied = read(scope, directives, Part.WHOLE, root);
        List<Finding> replaced = ReplacedText.mistakes(varied, alone);
        List<ParsedRecipe> several = alone.stream().map(part -> part.and(replaced)).toList();
        PartFindings findings = new PartFindings();
        several.forEach(part -> findings.add(part.recipe().part(), part.findings()));
        return new ParsedRecipe(
                text,
                tree,
                varied.root(),
                varied.recipe(),
                withFixesOf(varied.findings(), findings.all()),
                varied.suppressions(),
                varied.defaultTarget(),
                this,
                several);
    }

    private ParsedRecipe read(Scope scope, Directives directives, Part part, Node.Mapping written) {
        Node.Mapping root = Presets.expand(scope, written);
        Recipe recipe = new Reading(scope, part).recipe(root);
        Optional<Located<Target>> implied = directives.target()
                .or(() -> defaultTarget.map(target -> new Located<>(target, Span.at(0))));
        availability(recipe, scope.text(), root, implied, kind(recipe)).forEach(scope.findings()::add);
        Suppressions suppressions = directives.suppressions();
        List<Finding> findings =
                Presets.mended(scope.text(), root, suppressions.visible(withoutConsequences(scope)));
        return new ParsedRecipe(
                scope.text(), scope.tree(), root, recipe, findings, suppressions, implied, this, List.of());
    }

    /** What stands in the recipe that is varied is best mended there. */
    private static List<Finding> withFixesOf(List<Finding> varied, List<Finding> findings) {
        return findings.stream()
                .map(finding -> varied.stream()
                        .filter(same -> same.code().equals(finding.code()) && same.span().equals(finding.span()))
                        .filter(same -> same.fixes().size() > finding.fixes().size())
                        .findFirst()
                        .map(same -> finding.withFixes(same.fixes()))
                        .orElse(finding))
                .toList();
    }

    private static Node.Mapping root(Scope scope) {
        Node root = scope.tree().root();
        if (root instanceof Node.Mapping mapping) {
            return mapping;
        }
        if (root.isNull() && scope.complete()) {
            scope.findings()
                    .add(MissingKey.of(
                            Span.at(0), "the recipe is empty; it starts with model and target, or config_type", List.of()));
        } else if (!root.isNull()) {
            new ValueReader(scope.findings())
                    .wrong("a recipe", root, "keys and values such as model: Net.mlpackage", Optional.empty());
        }
        return new Node.Mapping(root.span(), List.of());
    }

    /**
     * What the targets of a recipe cannot load, if its model is of a kind. Findings of {@link #parse} are those for the
     * kind that the model's name tells of; who has read the model may know better.
     */
    public List<Finding> availability(ParsedRecipe parsed, ModelKind kind) {
        return availability(parsed.recipe(), parsed.text(), parsed.root(), parsed.defaultTarget(), kind);
    }

    private List<Finding> availability(
            Recipe recipe, Text text, Node.Mapping root, Optional<Located<Target>> implied, ModelKind kind) {
        return availabilityCheck(recipe, root, implied, kind).check(recipe, root, text);
    }

    /** Which targets count: the recipe's own; with a model its opset, which is judged with the model; else those implied. */
    private AvailabilityCheck availabilityCheck(
            Recipe recipe, Node.Mapping root, Optional<Located<Target>> implied, ModelKind kind) {
        boolean own = root.has("target") || root.has("model");
        if (!own && implied.isEmpty()) {
            return AvailabilityCheck.withoutTarget(availability);
        }
        List<Located<Target>> targets = own ? recipe.targets() : implied.stream().toList();
        return new AvailabilityCheck(availability, targets, Severity.ERROR, kind);
    }

    /**
     * Findings without those that stand in a line with a syntax problem, or in one that the parser guessed at: they
     * follow from it, or will be told later.
     */
    private static List<Finding> withoutConsequences(Scope scope) {
        Text text = scope.text();
        List<Finding> all = scope.findings().all();
        Set<Integer> broken = all.stream()
                .filter(f -> f.code().equals(Code.SYNTAX.word()))
                .map(f -> text.line(f.span().start()))
                .collect(Collectors.toCollection(HashSet::new));
        broken.addAll(scope.tree().repairs());
        return all.stream()
                .filter(f -> f.code().equals(Code.SYNTAX.word())
                        || IntStream.rangeClosed(text.line(f.span().start()), text.line(f.span().end()))
                                .noneMatch(broken::contains))
                .toList();
    }

    /** The kind of model that a recipe seems to be about: ML programs need packages. */
    public static ModelKind kind(Recipe recipe) {
        return recipe.model()
                .filter(m -> m.value().toLowerCase(Locale.ROOT).endsWith(".mlmodel"))
                .map(m -> ModelKind.NEURAL_NETWORK)
                .orElse(ModelKind.ML_PROGRAM);
    }

    private static Finding finding(Scope scope, YamlTree.Problem problem) {
        return switch (problem.kind()) {
            case SYNTAX -> Syntax.of(problem.span(), problem.message(), problem.other());
            case TAB -> Syntax.tab(problem.span(), problem.message(), TreeEdits.tabsToSpaces(scope.text()));
            case DUPLICATE_KEY -> DuplicateKey.of(problem.span(), problem.message(), problem.other().orElseThrow())
                    .withFixes(Duplicates.fixes(scope, problem.span(), problem.other().orElseThrow()));
            case LIMIT -> LimitExceeded.of(problem.span(), problem.message());
        };
    }

    /** One recipe while it is read. */
    private final class Reading {
        private final Scope scope;
        private final Part part;
        private final ValueReader values;

        Reading(Scope scope, Part part) {
            this.scope = scope;
            this.part = part;
            this.values = new ValueReader(scope.findings());
        }

        Recipe recipe(Node.Mapping root) {
            runtime(root);
            return new Recipe(
                    part,
                    path(root, "model"),
                    path(root, "output").map(output -> named(root, output)),
                    targets(root),
                    root.get("raise_opset")
                            .flatMap(n -> values.flag("raise_opset", n).map(raise -> new Located<>(raise, n.span()))),
                    words(root, "devices", "a device name or a list of them"),
                    measured(root),
                    computeUnits(root),
                    new Calibration(
                            root.get("data").flatMap(new DataParser(scope)::read), path(root, "statistics")),
                    steps(root),
                    root.get("expect")
                            .map(new ExpectationsParser(scope)::read)
                            .orElseGet(Expectations::none));
        }

        private Optional<Located<String>> path(Node.Mapping root, String key) {
            return root.get(key)
                    .flatMap(n -> values.text(key, n, "a path").map(text -> new Located<>(text, n.span())));
        }

        /** An output that several recipes share becomes one for each. */
        private Located<String> named(Node.Mapping root, Located<String> output) {
            boolean own = part.spans().size() == 1 && !root.entry("output").orElseThrow().merged();
            return own ? output : new Located<>(OutputName.of(output.value(), part.suffix()), output.span());
        }

        private List<Located<String>> words(Node.Mapping root, String key, String expected) {
            List<Located<String>> words = new ArrayList<>();
            for (Node item : root.get(key).stream().flatMap(n -> ValueReader.items(n).stream()).toList()) {
                values.text(key, item, expected).ifPresent(w -> words.add(new Located<>(w, item.span())));
            }
            return words;
        }

        private List<MeasuredEntry> measured(Node.Mapping root) {
            List<MeasuredEntry> entries = new ArrayList<>();
            Optional<Node> node = root.get(MEASURED);
            if (node.isPresent() && node.get() instanceof Node.Mapping devices) {
                for (Node.Entry entry : devices.entries()) {
                    Located<String> device = new Located<>(entry.key().text(), entry.key().span());
                    values.text(MEASURED, entry.value(), "a path")
                            .map(path -> new Located<>(path, entry.value().span()))
                            .ifPresent(file -> entries.add(new MeasuredEntry(Optional.of(device), file)));
                }
                return entries;
            }
            for (Located<String> file : words(root, MEASURED, "a path, a list of them, or a mapping from devices to paths")) {
                entries.add(new MeasuredEntry(Optional.empty(), file));
            }
            return entries;
        }

        private Optional<Located<String>> computeUnits(Node.Mapping root) {
            OptionType.Words type = new OptionType.Words(UNITS, true, Map.of());
            return root.get("compute_units")
                    .flatMap(n -> values.word("compute_units", n, type).map(w -> new Located<>(w, n.span())));
        }

        private List<Located<Target>> targets(Node.Mapping root) {
            List<Located<Target>> targets = new ArrayList<>();
            for (Located<String> word : words(root, "target", "a target such as iOS18, or a list of them")) {
                switch (new Targets(availability).parse(word.value())) {
                    case Targets.Reading.Known known -> {
                        targets.add(new Located<>(known.target(), word.span()));
                        if (!known.normal()) {
                            scope.findings()
                                    .add(UnusualSpelling.of(
                                            word.span(), word.value(), known.target().word()));
                        }
                    }
                    case Targets.Reading.Unknown unknown -> {
                        List<Fix> fixes = unknown.nearest().stream()
                                .limit(3)
                                .map(t -> Fix.replace("Change to " + t.word(), word.span(), t.word()))
                                .toList();
                        String message = "target " + Words.quote(word.value()) + ": " + unknown.problem();
                        scope.findings().add(InvalidValue.because(word.span(), message, fixes));
                    }
                }
            }
            return targets;
        }

        private void runtime(Node.Mapping root) {
            root.get("runtime").ifPresent(node -> {
                if (node instanceof Node.Scalar word && word.text().equalsIgnoreCase("coreai")) {
                    String message = "runtime coreai is not compressed here: Core AI (OS 27) has its own models and its own"
                            + " configuration, coreai-opt; Core ML models run on OS 27 as well";
                    scope.findings()
                            .add(InvalidValue.because(
                                    word.span(),
                                    message,
                                    List.of(Fix.replace("Change to coreml", word.span(), "coreml"))));
                } else {
                    values.word("runtime", node, OptionType.Words.of("coreml"));
                }
            });
        }

        private List<Step> steps(Node.Mapping root) {
            Optional<Finding> foreign = ForeignConfigs.recognise(scope, root);
            if (foreign.isPresent()) {
                scope.findings().add(foreign.get());
                return List.of();
            }
            StepParser parser = new StepParser(scope, root.has("model"));
            boolean loose = parser.unknownKeys(root, "a recipe", ROOT_KEYS);
            Optional<Node.Entry> shortForm = root.entries().stream()
                    .filter(e -> Key.of(Key.STEP, e.key().text()).isPresent())
                    .findFirst();
            Optional<Node> list = root.get(STEPS);
            if (list.isPresent()) {
                shortForm.ifPresent(entry -> bothForms(root, entry));
                return listed(list.get(), parser);
            }
            if (shortForm.isPresent()) {
                return List.of(parser.step(0, "", root));
            }
            if (!loose && !root.has(NamedPreset.KEY) && scope.complete() && !root.entries().isEmpty() && onlyKnownKeys(root)) {
                scope.findings()
                        .add(MissingKey.of(
                                root.entries().getFirst().key().span(),
                                "the recipe has no steps, and no config_type for a single one",
                                List.of()));
            }
            return List.of();
        }

        /** An unknown key may be a mistyped one; it has a finding already. */
        private boolean onlyKnownKeys(Node.Mapping root) {
            return root.entries().stream().allMatch(e -> ROOT_KEYS.contains(e.key().text()));
        }

        private void bothForms(Node.Mapping root, Node.Entry entry) {
            String message = entry.key().text() + " at the top is the short form of a single step; beside steps it says"
                    + " nothing: move it into a step";
            List<Fix> fixes =
                    TreeEdits.remove(scope.text(), root, entry).stream().toList();
            scope.findings().add(WrongCombination.of(entry.key().span(), message, fixes));
        }

        private List<Step> listed(Node list, StepParser parser) {
            List<Step> steps = new ArrayList<>();
            if (part.model().isPresent() && list.isNull()) {
                return steps;
            }
            if (!(list instanceof Node.Sequence sequence)) {
                values.wrong(STEPS, list, "a list of steps", Optional.empty());
                return steps;
            }
            if (sequence.items().isEmpty()) {
                scope.findings().add(MissingKey.of(list.span(), "the list of steps is empty", List.of()));
            }
            int number = 0;
            for (Node item : sequence.items()) {
                if (item instanceof Node.Mapping step) {
                    Optional<Finding> foreign = ForeignConfigs.recognise(scope, step);
                    if (foreign.isPresent()) {
                        scope.findings().add(foreign.get());
                    } else {
                        parser.unknownKeys(step, "a step", Key.words(Key.STEP));
                        steps.add(parser.step(number, STEPS + "[" + number + "].", step));
                    }
                } else {
                    values.wrong("a step", item, "a mapping with config_type and global_config", Optional.empty());
                }
                number++;
            }
            return steps;
        }
    }
}
