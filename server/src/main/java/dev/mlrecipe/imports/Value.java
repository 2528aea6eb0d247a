package dev.mlrecipe.imports;

import dev.mlrecipe.python.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an expression of a script stands for, as far as it can be told without running it. */
sealed interface Value {
    Value NONE = new None();

    /** A string or path. */
    record Text(String value) implements Value {}

    /** @param text the number as a recipe writes it */
    record Numeral(String text) implements Value {}

    record Flag(boolean value) implements Value {}

    record None() implements Value {}

    /** A list, tuple or set; lists grow while a script is followed. */
    record Items(List<Value> items) implements Value {}

    /** A dictionary with the keys that could be seen; it grows likewise. */
    record Dict(Map<String, Value> entries) implements Value {}

    /** Something imported: its dotted name. */
    record Symbol(String name) implements Value {
        String last() {
            return name.substring(name.lastIndexOf('.') + 1);
        }
    }

    /** @param self the first argument of a method */
    record Function(Statement.Def def, Scope scope, Optional<Value> self) implements Value {}

    record Class(Statement.ClassDef def, Scope body) implements Value {}

    /** An object of a class of the script, a namespace of arguments, or a parser of them. */
    record Instance(Optional<Class> type, Map<String, Value> fields) implements Value {}

    /** The options of one group of weights. */
    record OpConfig(String type, Map<String, Value> options, int line) implements Value {}

    /** An {@code OptimizationConfig}; it changes while a script is followed. */
    final class Optimization implements Value {
        final int line;
        String configType = "";
        Optional<Value> global = Optional.empty();
        final Map<String, Value> types = new LinkedHashMap<>();
        final Map<String, Value> names = new LinkedHashMap<>();
        final Map<String, Value> others = new LinkedHashMap<>();
        final List<Note> notes = new ArrayList<>();

        Optimization(int line) {
            this.line = line;
        }

        /** As it is now. */
        Optimization copy() {
            Optimization copy = new Optimization(line);
            copy.configType = configType;
            copy.global = global;
            copy.types.putAll(types);
            copy.names.putAll(names);
            copy.others.putAll(others);
            copy.notes.addAll(notes);
            return copy;
        }
    }

    /** A configuration of {@code coremltools.optimize.torch}, as its dictionary. */
    record Torch(String type, Map<String, Value> entries, int line) implements Value {}

    /** A model, and what was done to it since. */
    record Model(Source source, List<Pass> passes, State state) implements Value {}

    /** What a model was made of: a file or a conversion. */
    final class Source {
        final int line;
        Value path;
        Optional<String> target = Optional.empty();
        Optional<String> units = Optional.empty();
        final List<Note> notes = new ArrayList<>();

        Source(Value path, int line) {
            this.path = path;
            this.line = line;
        }
    }

    /** Whether a compressed model went anywhere. */
    final class State {
        boolean used;
    }

    /** One call of a function that compresses. */
    record Pass(String function, Optimization config, boolean joint, int line) {}

    /** The protobuf message of a model. */
    record Spec(Model model) implements Value {}

    /** An open file, or a text read like one. */
    record Stream(Value path, Optional<String> content) implements Value {}

    /** A value that can be another one: the default of an argument, for one. */
    record Assumed(Value value, String why) implements Value {}

    /** @param text the expression */
    record Unknown(String text, int line) implements Value {}

    /** The value itself, whatever else it can be. */
    static Value plain(Value value) {
        return value instanceof Assumed assumed ? plain(assumed.value()) : value;
    }

    /** Why it can be another one. */
    static Optional<String> assumption(Value value) {
        return value instanceof Assumed assumed ? Optional.of(assumed.why()) : Optional.empty();
    }

    /** Whether it is a text or something that cannot be seen: no list, which may hold itself. */
    static boolean isPath(Value value) {
        return plain(value) instanceof Text || value instanceof Unknown;
    }

    static Optional<String> text(Value value) {
        return plain(value) instanceof Text text ? Optional.of(text.value()) : Optional.empty();
    }

    static Optional<Boolean> truth(Value value) {
        return switch (value) {
            case Flag flag -> Optional.of(flag.value());
            case None none -> Optional.of(false);
            case Text text -> Optional.of(!text.value().isEmpty());
            case Numeral number -> Numbers.of(number).map(n -> n != 0);
            case Items items -> Optional.of(!items.items().isEmpty());
            case Dict dict -> Optional.of(!dict.entries().isEmpty());
            case Unknown unknown -> Optional.empty();
            case Assumed assumed -> Optional.empty();
            default -> Optional.of(true);
        };
    }
}
