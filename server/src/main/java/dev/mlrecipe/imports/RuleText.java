package dev.mlrecipe.imports;

import dev.mlrecipe.imports.Value.OpConfig;
import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a rule of a step says, in a recipe's words. */
sealed interface RuleText {

    /** The weights are left alone. */
    record Null() implements RuleText {}

    /** What cannot be seen; a comment takes its place. */
    record Unseen(Note note) implements RuleText {}

    /**
     * @param words the options' values as YAML; none for one that cannot be seen
     * @param notes on what grounds an option has its value
     * @param about the same of all options
     */
    record Options(Map<String, String> words, Map<String, Note> notes, Optional<Note> about) implements RuleText {}

    /**
     * @param key the rule, for notes
     * @param stepType the {@code config_type} of the step
     * @param line where the step is configured
     */
    static RuleText of(String key, Value leaf, String stepType, int line) {
        Value plain = Value.plain(leaf);
        if (plain instanceof Value.None) {
            return new Null();
        }
        if (!(plain instanceof OpConfig options)) {
            int at = leaf instanceof Value.Unknown unknown ? unknown.line() : line;
            return new Unseen(new Note(at, key + ": " + Words.describe(leaf)));
        }
        Map<String, String> words = new LinkedHashMap<>();
        Map<String, Note> notes = new LinkedHashMap<>();
        if (!options.type().isEmpty() && !options.type().equals(stepType)) {
            words.put("config_type", YamlWords.of(options.type()));
        }
        options.options().forEach((name, value) -> {
            Optional<String> text = YamlValue.of(value);
            int at = value instanceof Value.Unknown unknown ? unknown.line() : options.line();
            if (text.isEmpty() || value instanceof Value.Assumed) {
                notes.put(name, new Note(at, name + ": " + Words.describe(value)));
            }
            if (text.isPresent() && !(Value.plain(value) instanceof Value.None)) {
                words.put(name, text.get());
            }
        });
        return new Options(
                words, notes, Value.assumption(leaf).map(why -> new Note(options.line(), key + ": " + why)));
    }

    /** All that it does not say. */
    default List<Note> unsaid() {
        return switch (this) {
            case Null nothing -> List.of();
            case Unseen unseen -> List.of(unseen.note());
            case Options options -> {
                List<Note> all = new ArrayList<>(options.about().stream().toList());
                all.addAll(options.notes().values());
                yield all;
            }
        };
    }

    /** Whether it has no words. */
    default boolean isEmpty() {
        return this instanceof Options options && options.words().isEmpty() && unsaid().isEmpty();
    }

    /**
     * What a variant says of this rule where the recipe has another one: options are merged one by one.
     *
     * @param stepType what makes options complete, so that none of the recipe's is left
     */
    default RuleText over(RuleText base, String stepType) {
        if (!(this instanceof Options options) || !(base instanceof Options below)) {
            return this;
        }
        Map<String, String> words = new LinkedHashMap<>();
        boolean merges = options.words().keySet().containsAll(below.words().keySet())
                && !options.words().containsKey("config_type");
        if (!merges) {
            words.put("config_type", YamlWords.of(stepType));
            words.putAll(options.words());
            return new Options(words, options.notes(), options.about());
        }
        Map<String, Note> notes = new LinkedHashMap<>(options.notes());
        notes.entrySet().removeIf(note -> note.getValue().equals(below.notes().get(note.getKey()))
                && Objects.equals(options.words().get(note.getKey()), below.words().get(note.getKey())));
        options.words().forEach((name, word) -> {
            if (!word.equals(below.words().get(name)) || notes.containsKey(name)) {
                words.put(name, word);
            }
        });
        return new Options(words, notes, options.about());
    }
}
