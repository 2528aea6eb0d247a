package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.recipe.AccuracyLimit;
import dev.mlrecipe.recipe.Key;
import dev.mlrecipe.recipe.NamedPreset;
import dev.mlrecipe.recipe.Presets;
import dev.mlrecipe.report.Sizes;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Cursor;
import dev.mlrecipe.yaml.Cursor.Place;
import dev.mlrecipe.yaml.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Everything about the word at the cursor, in Markdown. */
final class WordDocs {
    private final Snapshot snapshot;
    private final Cursor cursor;
    private final Docs docs;
    private final Room room;

    WordDocs(Snapshot snapshot, Cursor cursor) {
        this.snapshot = snapshot;
        this.cursor = cursor;
        this.docs = new Docs(snapshot);
        this.room = Room.of(cursor.path());
    }

    Optional<String> text() {
        return switch (cursor.place()) {
            case Place.Key key -> key.entry().flatMap(entry -> key(entry, key.mapping()));
            case Place.Value value -> value(value.entry().value());
            case Place.Item item -> item.index() < item.sequence().items().size()
                    ? value(item.sequence().items().get(item.index()))
                    : Optional.empty();
            case Place.Comment comment -> Optional.empty();
            case Place.Nowhere nowhere -> Optional.empty();
        };
    }

    private Optional<String> key(Node.Entry entry, Optional<Node.Mapping> mapping) {
        String word = entry.key().text();
        return switch (room.kind()) {
            case ROOT -> Key.of(Key.TOP, word)
                    .or(() -> Key.of(Key.STEP, word))
                    .map(docs::key)
                    .map(text -> switch (word) {
                        case "raise_opset" -> text + RaiseDocs.of(snapshot);
                        case "data", "expect" -> text + accuracy();
                        default -> withRule(text, entry);
                    });
            case STEP -> Key.of(Key.STEP, word).map(docs::key).map(text -> withRule(text, entry));
            case EXPECT -> Key.of(Key.EXPECT, word).map(this::expectation);
            case LIMITS -> Key.of(Key.EXPECT, room.key()).map(this::expectation);
            case MEASURED -> Key.of(Key.TOP, room.key()).map(docs::key);
            case DATA -> Key.of(Key.DATA, word).map(key -> docs.key(key) + accuracy());
            case LEAF -> option(word, mapping);
            case TYPES -> Optional.of(type(word, entry));
            case NAMES -> Optional.of(name(word, entry));
            case VARIANTS -> Optional.of(variant(word));
            case MODELS -> Key.of(Key.TOP, "models").map(docs::key);
            case STEPS, VALUE, UNKNOWN -> Optional.empty();
        };
    }

    /** An entry of {@code expect}, and what was measured for it. */
    private String expectation(Key key) {
        boolean onSamples = Stream.of(AccuracyLimit.Measure.values()).anyMatch(measure -> measure.key().equals(key.word()));
        return docs.key(key) + (onSamples ? accuracy() : "");
    }

    private String accuracy() {
        return AccuracyDocs.of(snapshot.analysis().accuracy());
    }

    /** What a variant makes of its model. */
    private String variant(String word) {
        String title = "**" + Markdown.code(word) + "** — a variant of the recipe";
        return snapshot.part().spans().size() > 1
                ? title + ", one of several lists"
                : title + Outlook.of(snapshot).map(outlook -> "\n\nThe model becomes " + outlook.change() + ".").orElse("")
                        + snapshot.paths().flatMap(RecipePaths::output)
                                .map(output -> "\n\nOutput: " + Markdown.code(output.getFileName().toString()))
                                .orElse("");
    }

    private String type(String word, Node.Entry entry) {
        Optional<ModelDocs> model = ModelDocs.of(snapshot);
        Optional<String> head = model.flatMap(docsOfModel -> docsOfModel.typeInShort(word));
        String text = head.orElse("**" + Markdown.code(word) + "** — operations of this type");
        boolean tells = head.isPresent() || ActivationDocs.at(snapshot, entry.key().span()).isPresent();
        return tells ? withRule(text, entry) : text;
    }

    /** A name of the model says what it is, and what a run measured; a pattern says what it catches. */
    private String name(String word, Node.Entry entry) {
        Optional<String> known = ModelDocs.of(snapshot).flatMap(model -> model.name(word));
        if (known.isEmpty()) {
            return withRule("**" + Markdown.code(word) + "**", entry);
        }
        boolean tells = snapshot.measured().isPresent()
                || ActivationDocs.at(snapshot, entry.key().span()).isPresent();
        return tells ? withRule(known.get(), entry) : known.get();
    }

    private String withRule(String text, Node.Entry entry) {
        return ruleAt(entry.key().span()).map(rule -> text + "\n\n" + rule).orElse(text);
    }

    private Optional<String> ruleAt(Span key) {
        return ActivationDocs.at(snapshot, key).or(() -> RuleDocs.at(snapshot, key));
    }

    private Optional<String> option(String word, Optional<Node.Mapping> leaf) {
        if (word.equals(Key.WEIGHT_THRESHOLD.word())) {
            return Optional.of(docs.key(Key.WEIGHT_THRESHOLD));
        }
        if (word.equals("config_type")) {
            return Key.of(Key.STEP, word).map(docs::key);
        }
        List<Technique> techniques = techniques(leaf);
        return techniques.stream()
                .flatMap(technique -> find(technique, word).map(option -> docs.option(technique, option)).stream())
                .findFirst();
    }

    private List<Technique> techniques(Optional<Node.Mapping> leaf) {
        return room.technique(snapshot, leaf).map(List::of).orElse(snapshot.vocabulary().techniques());
    }

    private static Optional<Option> find(Technique technique, String key) {
        return technique.options().stream().filter(option -> option.key().equals(key)).findFirst();
    }

    private Optional<String> value(Node value) {
        if (room.kind() == Room.Kind.LEAF) {
            return value.isNull() && value instanceof Node.Scalar
                    ? Optional.of("**`null`** — leaves what the rule catches as it is.")
                    : Optional.empty();
        }
        boolean single = Set.of(Room.Kind.VALUE, Room.Kind.MEASURED, Room.Kind.DATA).contains(room.kind());
        if (!single || !(value instanceof Node.Scalar word)) {
            return Optional.empty();
        }
        return switch (room.owner()) {
            case ROOT -> top(word.text());
            case STEP -> room.key().equals("config_type") ? type(word.text()) : keyOf(Key.STEP);
            case EXPECT, LIMITS -> Key.of(Key.EXPECT, room.key()).map(this::expectation);
            case DATA -> keyOf(Key.DATA).map(text -> text + accuracy());
            case LEAF -> leafValue(word.text());
            default -> Optional.empty();
        };
    }

    private Optional<String> keyOf(List<Key> keys) {
        return Key.of(keys, room.key()).map(docs::key);
    }

    private Optional<String> type(String word) {
        return snapshot.vocabulary().technique(word).map(docs::technique);
    }

    private Optional<String> top(String word) {
        return switch (room.key()) {
            case "target" -> new Targets(snapshot.vocabulary().availability()).parse(word)
                            instanceof Targets.Reading.Known known
                    ? Optional.of(docs.target(known.target()))
                    : keyOf(Key.TOP);
            case "compute_units" -> Advice.ofUnits(word).or(() -> keyOf(Key.TOP));
            case "raise_opset" -> keyOf(Key.TOP).map(text -> text + RaiseDocs.of(snapshot));
            case NamedPreset.KEY -> NamedPreset.of(word)
                    .map(docs::preset)
                    .map(text -> Presets.entry(snapshot.parsed().root())
                            .flatMap(entry -> ruleAt(entry.place()))
                            .map(rule -> text + "\n\n" + rule)
                            .orElse(text))
                    .or(() -> keyOf(Key.TOP));
            case "model" -> model().or(() -> keyOf(Key.TOP));
            case "measured" -> keyOf(Key.TOP).map(text -> text + measured());
            case "data" -> keyOf(Key.TOP).map(text -> text + accuracy());
            default -> keyOf(Key.TOP);
        };
    }

    /** What the file for the first device says, and how well it was predicted. */
    private String measured() {
        Optional<Forecast> forecast = snapshot.analysis().forecast();
        return forecast.flatMap(Forecast::measured)
                .map(known -> {
                    String latency = known.latency().isPresent()
                            ? ", a run takes " + Millis.of(known.latency(forecast.get().result()).value()) + " ms"
                            : "";
                    return "\n\n" + forecast.get().result().device().name() + ": "
                            + Markdown.plain(known.source()) + latency + ". Predicted units agree with measured ones for "
                            + known.agreement().same() + " of " + known.agreement().compared() + " operations.";
                })
                .orElse("");
    }

    /** What the model is, and what the recipe makes of it. */
    private Optional<String> model() {
        if (!(snapshot.model() instanceof ModelState.Read read)) {
            return Optional.empty();
        }
        ModelIndex index = read.index();
        long layers = index.weights().stream().filter(weight -> weight.stored().shape().rank() > 1).count();
        long bytes = index.weights().stream().mapToLong(weight -> read.encoding().storedBytes(weight.stored())).sum();
        String text = kind(index) + ", specification " + index.specificationVersion()
                + index.opset().map(Opset::word).map(opset -> ", " + opset).orElse("") + "\n\n"
                + Amounts.count((int) layers, "layer") + ", " + Sizes.bytes(bytes) + " of weights. Loads on "
                + snapshot.vocabulary().availability().since(index.specificationVersion()) + " and later.";
        return Optional.of(Outlook.of(snapshot)
                .filter(outlook -> outlook.rules().stream().anyMatch(rule -> !rule.layers().isEmpty()))
                .map(outlook -> text + "\n\nBecomes " + outlook.change() + ".")
                .orElse(text));
    }

    private static String kind(ModelIndex index) {
        return switch (index.kind()) {
            case ML_PROGRAM -> "ML program";
            case NEURAL_NETWORK -> "Neural network";
            case PIPELINE -> "Pipeline";
            case OTHER -> "Another kind of model";
        };
    }

    private Optional<String> leafValue(String word) {
        if (room.key().equals("config_type")) {
            return type(word);
        }
        if (room.key().equals(Key.WEIGHT_THRESHOLD.word())) {
            return Optional.of(docs.key(Key.WEIGHT_THRESHOLD));
        }
        return techniques(room.holder()).stream()
                .flatMap(technique -> find(technique, room.key())
                        .map(option -> typed(option, word)
                                .map(value -> docs.value(technique, option, value))
                                .orElseGet(() -> docs.option(technique, option)))
                        .stream())
                .findFirst();
    }

    /** The value that a word stands for, if the option takes it. */
    private static Optional<Object> typed(Option option, String word) {
        return switch (option.type()) {
            case OptionType.Words words -> words.legal().stream()
                    .filter(legal -> words.ignoreCase() ? legal.equalsIgnoreCase(word) : legal.equals(word))
                    .map(legal -> (Object) legal)
                    .findFirst();
            case OptionType.Choice choice -> choice.legal().stream()
                    .filter(legal -> legal.toString().equals(word))
                    .map(legal -> (Object) legal)
                    .findFirst();
            case OptionType.Flag flag -> word.equals("true") || word.equals("false")
                    ? Optional.of(Boolean.valueOf(word))
                    : Optional.empty();
            case OptionType.Whole whole when word.matches("-?[0-9]{1,9}") -> Optional.of(Long.valueOf(word));
            default -> Optional.empty();
        };
    }
}
