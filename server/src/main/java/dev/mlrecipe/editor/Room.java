package dev.mlrecipe.editor;

import dev.mlrecipe.recipe.Key;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.yaml.Cursor.PathStep;
import dev.mlrecipe.yaml.Node;
import java.util.List;
import java.util.Optional;

/**
 * What a path of a recipe leads to, in the recipe's words.
 *
 * @param kind what may stand there
 * @param owner for a value, what its key stands in; else the same as {@code kind}
 * @param key the key that led here; empty at the root and in lists of steps, {@code variants} in a variant, {@code models} in
 *     a model
 * @param step the mapping of the step around it
 * @param holder for a value, the mapping of its key
 */
record Room(Kind kind, Kind owner, String key, Optional<Node.Mapping> step, Optional<Node.Mapping> holder) {

    /** Kinds of rooms. */
    enum Kind {
        /** The recipe, or a variant of it, which in short form is a step as well. */
        ROOT,
        /** {@code variants}: names of variants, or a list of mappings from them. */
        VARIANTS,
        /** {@code models}: names of models with paths or with what is different, or a list of paths. */
        MODELS,
        /** The list of steps. */
        STEPS,
        STEP,
        /** {@code op_type_configs}. */
        TYPES,
        /** {@code op_name_configs}. */
        NAMES,
        /** The options of one rule. */
        LEAF,
        EXPECT,
        /** Limits by device. */
        LIMITS,
        /** {@code measured}: a path, a list of paths, or paths by device. */
        MEASURED,
        /** {@code data}: a path, a list of paths, or a mapping. */
        DATA,
        /** A word, a number or a list of them. */
        VALUE,
        UNKNOWN
    }

    private static final Room ROOT = new Room(Kind.ROOT, Kind.ROOT, "", Optional.empty(), Optional.empty());

    /** @param path from the root down to a node */
    static Room of(List<PathStep> path) {
        Room room = ROOT;
        for (PathStep step : path) {
            room = switch (step) {
                case PathStep.Key key -> room.below(key);
                case PathStep.Index index -> room.item(index);
            };
        }
        return room;
    }

    private Room below(PathStep.Key path) {
        String word = path.entry().key().text();
        Optional<Node.Mapping> mapping = Optional.of(path.mapping());
        if (word.equals("<<")) {
            return new Room(kind, owner, word, step, holder);
        }
        return switch (kind) {
            case ROOT -> switch (word) {
                case "variants" -> room(Kind.VARIANTS, word, Optional.empty());
                case "models" -> new Room(Kind.MODELS, Kind.ROOT, word, Optional.empty(), mapping);
                case "steps" -> new Room(Kind.STEPS, Kind.STEPS, word, Optional.empty(), Optional.empty());
                case "expect" -> room(Kind.EXPECT, word, step);
                case "measured" -> new Room(Kind.MEASURED, Kind.ROOT, word, Optional.empty(), mapping);
                case "data" -> new Room(Kind.DATA, Kind.ROOT, word, Optional.empty(), mapping);
                default -> Key.of(Key.STEP, word).isPresent()
                        ? inStep(word, mapping)
                        : new Room(Kind.VALUE, Kind.ROOT, word, Optional.empty(), mapping);
            };
            case VARIANTS -> new Room(Kind.ROOT, Kind.ROOT, "variants", Optional.empty(), Optional.empty());
            case MODELS -> new Room(Kind.ROOT, Kind.ROOT, "models", Optional.empty(), mapping);
            case STEPS -> room(Kind.STEP, "", Optional.empty());
            case STEP -> inStep(word, mapping);
            case TYPES, NAMES -> room(Kind.LEAF, word, step);
            case LEAF -> new Room(Kind.VALUE, Kind.LEAF, word, step, mapping);
            case EXPECT -> word.equals("max_latency_ms") || word.equals("max_weight_memory")
                    ? room(Kind.LIMITS, word, step)
                    : new Room(Kind.VALUE, Kind.EXPECT, word, step, mapping);
            case LIMITS -> new Room(Kind.VALUE, Kind.LIMITS, key, step, mapping);
            case MEASURED -> new Room(Kind.VALUE, Kind.ROOT, key, step, mapping);
            case DATA -> new Room(Kind.VALUE, Kind.DATA, word, step, mapping);
            case VALUE, UNKNOWN -> room(Kind.UNKNOWN, word, step);
        };
    }

    private static Room inStep(String word, Optional<Node.Mapping> step) {
        return switch (word) {
            case "global_config" -> room(Kind.LEAF, word, step);
            case "op_type_configs" -> room(Kind.TYPES, word, step);
            case "op_name_configs" -> room(Kind.NAMES, word, step);
            default -> new Room(Kind.VALUE, Kind.STEP, word, step, step);
        };
    }

    private Room item(PathStep.Index path) {
        return switch (kind) {
            case STEPS -> room(Kind.STEP, "", Optional.empty());
            case VARIANTS -> this;
            case VALUE, MEASURED, MODELS, DATA -> new Room(Kind.VALUE, owner, key, step, holder);
            default -> room(Kind.UNKNOWN, key, step);
        };
    }

    private static Room room(Kind kind, String key, Optional<Node.Mapping> step) {
        return new Room(kind, kind, key, step, Optional.empty());
    }

    /**
     * The technique of a leaf, or of a value in one.
     *
     * @param leaf the leaf, if it has begun: its own {@code config_type} wins
     */
    Optional<Technique> technique(Snapshot snapshot, Optional<Node.Mapping> leaf) {
        return leaf.flatMap(Room::configType)
                .or(() -> step.flatMap(Room::configType))
                .or(() -> varied(snapshot.parsed().root()).flatMap(Room::configType))
                .flatMap(type -> snapshot.vocabulary().technique(type));
    }

    /** The step that a variant makes of what it says: it has the same place, and the keys of the recipe around it. */
    private Optional<Node.Mapping> varied(Node.Mapping root) {
        List<Node> steps = root.get("steps").orElse(null) instanceof Node.Sequence list ? list.items() : List.of();
        return steps.stream()
                .filter(Node.Mapping.class::isInstance)
                .map(Node.Mapping.class::cast)
                .filter(one -> step.isPresent() && one.span().equals(step.get().span()))
                .findFirst()
                .or(() -> Optional.of(root));
    }

    private static Optional<String> configType(Node.Mapping mapping) {
        return mapping.get("config_type")
                .filter(Node.Scalar.class::isInstance)
                .map(node -> ((Node.Scalar) node).text());
    }

    /** The option whose value stands here. */
    Optional<Option> option(Snapshot snapshot) {
        return owner == Kind.LEAF && kind == Kind.VALUE
                ? technique(snapshot, holder)
                        .flatMap(technique -> technique.options().stream()
                                .filter(option -> option.key().equals(key))
                                .findFirst())
                : Optional.empty();
    }
}
