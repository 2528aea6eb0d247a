package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.Forecasts;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.editor.CompletionItem.Kind;
import dev.mlrecipe.editor.Proposals.Proposal;
import dev.mlrecipe.editor.Proposals.Rank;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.NamedPreset;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Proposal.Basis;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.yaml.Cursor;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Values, those that the targets can load first. */
final class ValueProposals {
    private final Proposals proposals;
    private final Room room;
    private final Needs needs;

    ValueProposals(Proposals proposals, Room room) {
        this.proposals = proposals;
        this.room = room;
        this.needs = new Needs(proposals.snapshot);
    }

    /** @param files paths of files near the recipe that it may name, as they would be written in it */
    void add(List<String> files) {
        switch (room.kind()) {
            case VALUE -> value(files);
            case MEASURED, MODELS -> top(files);
            case ROOT -> models(files);
            case LEAF -> leaf();
            case TYPES, NAMES, EXPECT, LIMITS -> anchors();
            default -> {}
        }
    }

    /** The path of one of several models, where nothing else is said of it. */
    private void models(List<String> files) {
        if (room.key().equals("models")) {
            top(files);
        }
    }

    private void value(List<String> files) {
        switch (room.owner()) {
            case ROOT -> top(files);
            case STEP -> {
                switch (room.key()) {
                    case "config_type" -> classes();
                    case "joint_compression" -> {
                        word("false", "default", Rank.NORMAL, "key/step/joint_compression");
                        Optional<Feature> joint = proposals.snapshot.vocabulary().availability().feature("joint");
                        Optional<Feature> lacking = joint.filter(feature -> !needs.has(feature));
                        word("true", lacking.map(needs::since).orElse(""), rank(lacking), "key/step/joint_compression");
                    }
                    default -> {}
                }
            }
            case LEAF -> option();
            case EXPECT -> expectation();
            default -> {}
        }
    }

    private static Rank rank(Optional<Feature> lacking) {
        return lacking.isPresent() ? Rank.UNAVAILABLE : Rank.NORMAL;
    }

    private void word(String text, String detail, Rank rank, String id) {
        proposals.add(Proposal.of(Kind.VALUE, text, text).detail(detail).rank(rank).id(id));
    }

    private void top(List<String> files) {
        switch (room.key()) {
            case "model", "models", "measured", "statistics" -> files.stream()
                    .filter(file -> room.key().replace("models", "model").equals(holder(file)))
                    .forEach(file -> proposals.add(
                            Proposal.of(Kind.FILE, file, proposals.word(file)).id("key/top/" + room.key())));
            case "output" -> output().ifPresent(file ->
                    proposals.add(Proposal.of(Kind.FILE, file, proposals.word(file)).id("key/top/output")));
            case NamedPreset.KEY -> new PresetProposals(proposals, needs).values();
            case "target" -> targets();
            case "devices" -> devices();
            case "compute_units" -> List.of("all", "cpu_only", "cpu_and_gpu", "cpu_and_ne").forEach(units ->
                    word(units, units.equals("all") ? "default" : "", Rank.NORMAL, "units/" + units));
            case "raise_opset" -> {
                word("false", "default", Rank.NORMAL, "key/top/raise_opset");
                word("true", "", Rank.NORMAL, "key/top/raise_opset");
            }
            case "runtime" -> word("coreml", "", Rank.NORMAL, "key/top/runtime");
            default -> {}
        }
    }

    /** The key that a file belongs to, by its name. */
    private static String holder(String file) {
        return !file.endsWith(".json") ? "model" : file.endsWith("statistics.json") ? "statistics" : "measured";
    }

    /** The model's name in a folder of its own. */
    private Optional<String> output() {
        return proposals.snapshot.parsed().recipe().model().map(model -> {
            String path = model.value().replaceAll("[/\\\\]+$", "");
            return "build/" + path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        });
    }

    /** Targets that load the model first, newest first. */
    private void targets() {
        Targets words = new Targets(proposals.snapshot.vocabulary().availability());
        Set<String> given = new HashSet<>();
        if (proposals.cursor.place() instanceof Cursor.Place.Item item) {
            for (int i = 0; i < item.sequence().items().size(); i++) {
                if (i != item.index()
                        && item.sequence().items().get(i) instanceof Node.Scalar word
                        && words.parse(word.text()) instanceof Targets.Reading.Known known) {
                    given.add(known.target().platform());
                }
            }
        }
        int needed = proposals.snapshot.model() instanceof ModelState.Read read
                ? read.index().specificationVersion()
                : Opset.COREML5.specification();
        boolean known = proposals.snapshot.model() instanceof ModelState.Read;
        String tooOld = known ? "does not load the model" : "neural networks only";
        for (Target target : words.all()) {
            if (!given.contains(target.platform())) {
                boolean loads = target.specification() >= needed;
                String opset = Opset.ofSpecification(target.specification()).map(o -> ", " + o.word()).orElse("");
                proposals.add(Proposal.of(Kind.TARGET, target.word(), target.word())
                        .detail(loads ? "specification " + target.specification() + opset : tooOld)
                        .rank(loads ? Rank.NORMAL : Rank.UNAVAILABLE)
                        .id("target/" + target.word()));
            }
        }
    }

    /** Devices with their chip and the systems that they can have, those that never get a target's later. */
    private void devices() {
        Recipe recipe = proposals.snapshot.parsed().recipe();
        Availability availability = proposals.snapshot.vocabulary().availability();
        Set<String> given = recipe.devices().stream().map(Located::value).collect(Collectors.toSet());
        for (Device device : Forecasts.of(availability).known()) {
            if (!given.contains(device.name())) {
                boolean old = Forecasts.targets(recipe).stream().anyMatch(target -> device.olderThan(target, availability));
                proposals.add(Proposal.of(Kind.VALUE, device.name(), proposals.word(device.name()))
                        .detail(device.summary())
                        .rank(old ? Rank.UNAVAILABLE : Rank.NORMAL));
            }
        }
    }

    private void classes() {
        for (Technique technique : proposals.snapshot.vocabulary().techniques()) {
            Optional<Feature> foreign = needs.foreign(technique);
            proposals.add(Proposal.of(Kind.CLASS, technique.configType(), technique.configType())
                    .detail(foreign.map(needs::since).orElse(firstSentence(technique.summary())))
                    .rank(rank(foreign))
                    .id("class/" + technique.configType()));
        }
    }

    private static String firstSentence(String text) {
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    private void option() {
        if (room.key().equals("config_type")) {
            classes();
            return;
        }
        if (room.key().equals("weight_threshold")) {
            List.of("2048", "512", "0").forEach(number ->
                    word(number, number.equals("2048") ? "default" : "", Rank.NORMAL, "key/leaf/weight_threshold"));
            return;
        }
        Vocabulary vocabulary = proposals.snapshot.vocabulary();
        List<Technique> techniques =
                room.technique(proposals.snapshot, room.holder()).map(List::of).orElse(vocabulary.techniques());
        Set<String> done = new HashSet<>();
        for (Technique technique : techniques) {
            for (Option option : technique.options()) {
                if (option.key().equals(room.key())) {
                    values(technique, option, done);
                }
            }
        }
    }

    private void values(Technique technique, Option option, Set<String> done) {
        if (proposals.cursor.place() instanceof Cursor.Place.Item) {
            return;
        }
        for (Object value : candidates(option)) {
            String text = value instanceof String word ? proposals.word(word) : Docs.show(value);
            if (done.add(text)) {
                Optional<Feature> lacking = Needs.features(
                                proposals.snapshot.vocabulary().availability(), technique, option, value)
                        .filter(feature -> !needs.has(feature))
                        .findFirst();
                boolean usual = option.defaultValue().filter(value::equals).isPresent();
                word(
                        text,
                        lacking.map(needs::since).orElse(usual ? "default" : ""),
                        rank(lacking),
                        "value/" + technique.configType() + "/" + option.key() + "/" + Docs.show(value));
            }
        }
    }

    /** Values worth offering: all of a few, else the default and its usual neighbours. */
    private static List<Object> candidates(Option option) {
        return switch (option.type()) {
            case OptionType.Words words -> List.copyOf(words.legal());
            case OptionType.Choice choice -> List.copyOf(choice.legal());
            case OptionType.Flag flag -> List.of(true, false);
            case OptionType.Whole whole -> around(option, whole.min(), whole.max());
            case OptionType.WholeOrList either -> around(option, either.min(), either.max());
            case OptionType.Real real when real.min() == 0 && real.max() == 1 -> List.of(0.5, 0.75, 0.9);
            case OptionType.Real real -> option.defaultValue().stream().toList();
            case OptionType.WholeList list when list.size() == 2 ->
                List.of(List.of(1L, 2L), List.of(2L, 4L), List.of(3L, 4L));
            case OptionType.WholeList list -> List.of();
        };
    }

    private static List<Object> around(Option option, long min, long max) {
        if (option.defaultValue().orElse(null) instanceof Long usual) {
            List<Long> near = usual >= 8
                    ? List.of(usual, usual / 4, usual / 2, 2 * usual)
                    : List.of(usual, 2 * usual, 4 * usual);
            return near.stream().distinct().filter(n -> n >= min && n <= max).map(n -> (Object) n).toList();
        }
        List<Object> first = new ArrayList<>();
        for (long n = Math.max(min, 0); n <= max && first.size() < 3; n = n < 2 ? n + 1 : n * 2) {
            first.add(n);
        }
        return first;
    }

    /** What is reached now, as a limit to keep. */
    private void expectation() {
        Optional<Outlook> outlook = Outlook.of(proposals.snapshot).filter(known -> known.basis() == Basis.EXACT);
        switch (room.key()) {
            case "max_skipped" -> word("0", "", Rank.NORMAL, "key/expect/max_skipped");
            case "min_ratio" -> proposals.snapshot.planned()
                    .filter(report -> outlook.isPresent())
                    .ifPresent(report -> word(
                            String.format(Locale.ROOT, "%.1f", Math.floor(10 * report.totals().float16Ratio()) / 10),
                            "what is reached now",
                            Rank.NORMAL,
                            "key/expect/min_ratio"));
            case "max_size" -> outlook.ifPresent(known -> word(
                    (long) Math.ceil(1.02 * known.storedBytes() / 1e6) + " MB",
                    "what is reached now",
                    Rank.NORMAL,
                    "key/expect/max_size"));
            case "min_snr_db" -> outlook.stream()
                    .flatMap(known -> known.rules().stream())
                    .flatMap(rule -> rule.noisiest().stream())
                    .mapToDouble(layer -> layer.snrDb().getAsDouble())
                    .min()
                    .ifPresent(snr -> word(
                            Long.toString((long) Math.floor(Math.min(snr, 200))),
                            "what is reached now",
                            Rank.NORMAL,
                            "key/expect/min_snr_db"));
            default -> {}
        }
    }

    /** The options of a rule in one line, or none of it. */
    private void leaf() {
        if (room.key().equals("<<")) {
            anchors();
            return;
        }
        boolean global = room.key().equals("global_config");
        room.technique(proposals.snapshot, Optional.empty()).ifPresent(technique -> {
            int index = 0;
            for (Preset preset : Preset.ALL) {
                if (preset.steps().size() == 1 && preset.configTypes().getFirst().equals(technique.configType())) {
                    leaf(preset, index);
                }
                index++;
            }
        });
        proposals.add(Proposal.of(Kind.VALUE, "null", "null")
                .detail("leave alone")
                .rank(global ? Rank.LATER : Rank.NORMAL)
                .id("null"));
        anchors();
    }

    private void leaf(Preset preset, int index) {
        String options = preset.steps().getFirst().get(1).replaceFirst("^global_config: ", "");
        Optional<Feature> lacking = preset.features().stream()
                .flatMap(id -> proposals.snapshot.vocabulary().availability().feature(id).stream())
                .filter(feature -> !needs.has(feature))
                .findFirst();
        Proposal proposal = Proposal.snippet(Snippets.plain(options), options)
                .detail(lacking.map(needs::since).orElse(""))
                .rank(rank(lacking))
                .id("preset/" + index);
        if (proposals.items().stream().noneMatch(item -> item.label().equals(proposal.label()))) {
            proposals.add(proposal);
        }
    }

    /** Aliases of anchors above. */
    private void anchors() {
        for (YamlTree.Anchor anchor : proposals.snapshot.parsed().tree().anchors()) {
            if (anchor.span().end() < proposals.cursor.word().start()) {
                proposals.add(Proposal.of(Kind.ANCHOR, "*" + anchor.name(), "*" + anchor.name())
                        .detail("line " + (1 + proposals.snapshot.text().line(anchor.span().start())))
                        .rank(Rank.LATER));
            }
        }
    }
}
