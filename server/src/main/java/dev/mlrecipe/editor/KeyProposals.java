package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.Forecasts;
import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.editor.CompletionItem.Kind;
import dev.mlrecipe.editor.Proposals.Proposal;
import dev.mlrecipe.editor.Proposals.Rank;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.recipe.Key;
import dev.mlrecipe.recipe.NamedPreset;
import dev.mlrecipe.recipe.OpTypes;
import dev.mlrecipe.report.Sizes;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Violation;
import dev.mlrecipe.yaml.Cursor;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Keys that a mapping does not have yet. */
final class KeyProposals {
    /** Names that are sent; what is typed narrows them. */
    static final int MOST_NAMES = 1_000;

    private static final int MOST_PATTERNS = 20;
    private static final Set<String> RARE =
            Set.of("raise_opset", "devices", "measured", "data", "statistics", "models", "variants", "runtime");

    private final Proposals proposals;
    private final Room room;
    private final Set<String> present;
    private final Optional<Node.Mapping> mapping;
    private final Needs needs;

    /**
     * @param mapping where the key goes; empty if it begins one
     * @param entry the entry whose key is typed now
     */
    KeyProposals(Proposals proposals, Room room, Optional<Node.Mapping> mapping, Optional<Node.Entry> entry) {
        this.proposals = proposals;
        this.room = room;
        this.mapping = mapping;
        this.present = mapping.stream()
                .flatMap(m -> m.written().stream())
                .filter(e -> entry.isEmpty() || !e.key().span().equals(entry.get().key().span()))
                .map(e -> e.key().text())
                .collect(Collectors.toSet());
        this.needs = new Needs(proposals.snapshot);
    }

    /** Whether names were left out. */
    boolean add() {
        switch (room.kind()) {
            case ROOT -> root();
            case STEP -> {
                keys(Key.STEP, "step");
                if (proposals.cursor.place() instanceof Cursor.Place.Item && present.isEmpty()) {
                    new SnippetProposals(proposals).furtherItems(needs, proposals.column() - Proposals.STEP);
                } else if (present.isEmpty()) {
                    new SnippetProposals(proposals).stepLines(needs, proposals.column());
                }
            }
            case LEAF -> leaf();
            case EXPECT -> keys(Key.EXPECT, "expect");
            case DATA -> keys(Key.DATA, "data");
            case TYPES -> types();
            case NAMES -> {
                return names();
            }
            case LIMITS, MEASURED -> devices();
            case MODELS -> {}
            case VARIANTS -> new SnippetProposals(proposals).variant(proposals.column());
            case STEPS -> new SnippetProposals(proposals).items(needs, proposals.column(), "- ");
            case VALUE, UNKNOWN -> {}
        }
        return false;
    }

    /** The devices of the recipe, then all others that are known. */
    private void devices() {
        List<String> named = proposals.snapshot.parsed().recipe().devices().stream()
                .map(device -> device.value())
                .filter(device -> !present.contains(device))
                .toList();
        named.forEach(device -> proposals.add(Proposal.of(Kind.KEY, device, key(proposals.word(device)))));
        for (Device device : Forecasts.of(proposals.snapshot.vocabulary().availability()).known()) {
            if (!named.contains(device.name()) && !present.contains(device.name())) {
                proposals.add(Proposal.of(Kind.KEY, device.name(), key(proposals.word(device.name())))
                        .detail(device.summary())
                        .rank(Rank.LATER));
            }
        }
    }

    private void root() {
        boolean listed = present.contains("steps");
        boolean shortForm = Key.STEP.stream().anyMatch(key -> present.contains(key.word()));
        boolean preset = present.contains(NamedPreset.KEY);
        boolean variant = isPart();
        boolean fresh = !listed && !preset && !shortForm && !proposals.colonFollows();
        if (fresh && (variant || !present.isEmpty() || proposals.cursor.flow())) {
            new PresetProposals(proposals, needs).keys();
        } else if (fresh) {
            new PresetProposals(proposals, needs).recipes(proposals.column());
        }
        keys(
                Key.TOP.stream()
                        .filter(key -> !(key.word().equals("steps") && (shortForm || preset)))
                        .filter(key -> !(key.word().equals(NamedPreset.KEY) && (shortForm || listed)))
                        .filter(key -> !(key.word().equals("models") && present.contains("model")))
                        .filter(key -> !(key.word().equals("model") && present.contains("models")))
                        .filter(key -> !(variant && (key.word().equals("variants") || key.word().equals("models"))))
                        .toList(),
                "top");
        if (!listed && !preset) {
            keys(Key.STEP, "step");
        }
        if (!variant && fresh && !proposals.cursor.flow()) {
            new SnippetProposals(proposals).recipes(needs, present, proposals.column());
        }
    }

    private void keys(List<Key> keys, String list) {
        for (Key key : keys) {
            if (!present.contains(key.word())) {
                boolean joint = key.word().equals("joint_compression");
                Rank rank = joint && !needs.has("joint")
                        ? Rank.UNAVAILABLE
                        : RARE.contains(key.word()) ? Rank.LATER : isFirst(key) ? Rank.FIRST : Rank.NORMAL;
                String detail = rank == Rank.UNAVAILABLE ? since("joint") : key.takes();
                proposals.add(Proposal.of(Kind.KEY, key.word(), below(key.word()))
                        .rank(rank)
                        .detail(detail)
                        .id("key/" + list + "/" + key.word())
                        .andMore());
            }
        }
    }

    /** Most recipes that people want have a name: that is the first thing to offer once the model and target stand. */
    private boolean isFirst(Key key) {
        return key.word().equals(NamedPreset.KEY)
                && (isPart() || present.contains("model") && present.contains("target"));
    }

    /** Within a variant or a model. */
    private boolean isPart() {
        return room.key().equals("variants") || room.key().equals("models");
    }

    private String since(String feature) {
        return proposals.snapshot.vocabulary().availability().feature(feature).map(needs::since).orElse("");
    }

    /** A key with the beginning of its value. */
    private String below(String word) {
        if (proposals.colonFollows()) {
            return word;
        }
        boolean mapping = Set.of("global_config", "op_type_configs", "op_name_configs", "expect", "max_latency_ms",
                        "max_weight_memory", "variants").contains(word);
        if (proposals.cursor.flow()) {
            return word + ": ";
        }
        String line = proposals.lineAt(proposals.column() + Proposals.STEP);
        return mapping ? word + ":" + line : word.equals("steps") ? word + ":" + line + "- " : word + ": ";
    }

    private String key(String word) {
        return proposals.colonFollows() ? word : word + ": ";
    }

    private void leaf() {
        Vocabulary vocabulary = proposals.snapshot.vocabulary();
        Optional<Technique> technique = room.technique(proposals.snapshot, mapping);
        List<Technique> techniques = technique.map(List::of).orElse(vocabulary.techniques());
        Set<String> done = new HashSet<>(present);
        for (Technique each : techniques) {
            Set<String> missing = technique.isPresent() ? missing(each) : Set.of();
            for (Option option : each.options()) {
                if (done.add(option.key())) {
                    proposals.add(option(each, option, missing.contains(option.key()), technique.isEmpty()));
                }
            }
        }
        for (Key key : List.of(Key.WEIGHT_THRESHOLD, Key.of(Key.STEP, "config_type").orElseThrow())) {
            if (!present.contains(key.word())) {
                proposals.add(Proposal.of(Kind.KEY, key.word(), key(key.word()))
                        .rank(Rank.LATER)
                        .detail(key.takes())
                        .id("key/leaf/" + key.word())
                        .andMore());
            }
        }
    }

    private Proposal option(Technique technique, Option option, boolean missing, boolean sayOwner) {
        Optional<Feature> lacking = lacking(technique, option);
        String detail = lacking.map(needs::since)
                .orElseGet(() -> sayOwner
                        ? technique.configType()
                        : option.defaultValue()
                                .map(value -> "default " + Docs.show(value))
                                .orElse(missing ? "needed" : ""));
        Rank rank = lacking.isPresent() ? Rank.UNAVAILABLE : missing ? Rank.FIRST : Rank.NORMAL;
        return Proposal.of(Kind.KEY, option.key(), key(option.key()))
                .rank(rank)
                .detail(option.extension() ? (detail + " (extension)").strip() : detail)
                .id("option/" + technique.configType() + "/" + option.key())
                .andMore();
    }

    /** What the recipe's targets lack for every value of an option but its default. */
    private Optional<Feature> lacking(Technique technique, Option option) {
        List<Object> others = Docs.typical(option).stream()
                .filter(value -> option.defaultValue().filter(value::equals).isEmpty())
                .toList();
        List<Feature> newest = others.stream()
                .map(value -> Needs.of(
                        proposals.snapshot.vocabulary().availability(), proposals.snapshot.kind(), technique, option, value))
                .flatMap(Optional::stream)
                .filter(feature -> !needs.has(feature))
                .toList();
        return !others.isEmpty() && newest.size() == others.size() ? Optional.of(newest.getFirst()) : Optional.empty();
    }

    /** Options without which the leaf says nothing. */
    private Set<String> missing(Technique technique) {
        try {
            return technique.check(Options.of(technique.options(), Map.of())).stream()
                    .filter(violation -> violation.kind() == Violation.Kind.MISSING_KEY)
                    .map(Violation::key)
                    .collect(Collectors.toSet());
        } catch (RuntimeException defect) {
            // A plugin's defect costs the order of the list, not the list.
            return Set.of();
        }
    }

    private void types() {
        Optional<ModelWords> words = ModelWords.of(proposals.snapshot.model());
        if (words.isEmpty()) {
            OpTypes.common().stream().filter(type -> !present.contains(type)).forEach(type ->
                    proposals.add(Proposal.of(Kind.OP_TYPE, type, key(proposals.word(type))).andMore()));
            return;
        }
        words.get().types().forEach((type, reach) -> {
            if (!present.contains(type)) {
                proposals.add(Proposal.of(Kind.OP_TYPE, type, key(proposals.word(type)))
                        .detail(Amounts.count(reach.layers(), "layer") + ", " + Sizes.bytes(reach.bytes()))
                        .id("type/" + type)
                        .andMore());
            }
        });
    }

    /** Consts and operations, most bytes first, and patterns. True if some were left out. */
    private boolean names() {
        Optional<ModelWords> words = ModelWords.of(proposals.snapshot.model());
        if (words.isEmpty()) {
            return false;
        }
        List<Proposal> names = new ArrayList<>();
        Set<String> done = new LinkedHashSet<>(present);
        List<Weight> layers = words.get().layers();
        // The const has the name that the layer had in training, unless it had none; the operation's is made up.
        for (Weight weight : layers) {
            Rank rank = weight.constNames().stream().allMatch(ModelWords::isGenerated) ? Rank.LATER : Rank.NORMAL;
            weight.constNames().stream().filter(done::add).forEach(name ->
                    names.add(layer(words.get(), weight, name).rank(rank)));
        }
        for (Weight weight : layers) {
            Rank rank = weight.constNames().stream().allMatch(ModelWords::isGenerated) ? Rank.NORMAL : Rank.LATER;
            weight.consumers().stream().map(Consumer::op).filter(done::add).forEach(op ->
                    names.add(layer(words.get(), weight, op).rank(rank)));
        }
        String typed = proposals.cursor.prefix().toLowerCase(Locale.ROOT);
        List<Proposal> fitting = names.size() <= MOST_NAMES
                ? names
                : names.stream().filter(name -> name.label().toLowerCase(Locale.ROOT).contains(typed)).toList();
        fitting.stream().limit(MOST_NAMES).forEach(proposals::add);
        words.get().patterns().entrySet().stream()
                .filter(pattern -> !present.contains(pattern.getKey()))
                .limit(MOST_PATTERNS)
                .forEach(pattern -> proposals.add(Proposal.of(
                                Kind.PATTERN, pattern.getKey(), key(proposals.word(pattern.getKey())))
                        .detail(Amounts.count(pattern.getValue().layers(), "layer") + ", "
                                + Sizes.bytes(pattern.getValue().bytes()))
                        .id("pattern/" + pattern.getKey())
                        .andMore()));
        return names.size() > MOST_NAMES;
    }

    private Proposal layer(ModelWords words, Weight weight, String name) {
        return Proposal.of(Kind.LAYER, name, key(proposals.word(name)))
                .detail(weight.stored().shape() + ", " + Sizes.bytes(words.bytes(weight)))
                .id("layer/" + name)
                .andMore();
    }
}
