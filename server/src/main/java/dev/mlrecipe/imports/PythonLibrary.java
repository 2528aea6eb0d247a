package dev.mlrecipe.imports;

import dev.mlrecipe.imports.Value.Assumed;
import dev.mlrecipe.imports.Value.Dict;
import dev.mlrecipe.imports.Value.Flag;
import dev.mlrecipe.imports.Value.Instance;
import dev.mlrecipe.imports.Value.Items;
import dev.mlrecipe.imports.Value.Numeral;
import dev.mlrecipe.imports.Value.Symbol;
import dev.mlrecipe.imports.Value.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The few functions and methods of Python that paths, names and loops over settings are made with. */
final class PythonLibrary {
    private static final Set<String> BUILT_IN = Set.of(
            "dict", "list", "tuple", "set", "sorted", "str", "int", "float", "len", "range", "enumerate", "zip", "open",
            "Path", "reversed", "isinstance");

    private static final String PARSER = "argparse.ArgumentParser";

    private final Run run;

    PythonLibrary(Run run) {
        this.run = run;
    }

    boolean isBuiltIn(String name) {
        return BUILT_IN.contains(name);
    }

    /** A value as {@code str()} and f-strings write it. */
    Optional<String> words(Value value) {
        return switch (Value.plain(value)) {
            case Text text -> Optional.of(text.value());
            case Numeral number -> Optional.of(number.text());
            case Flag flag -> Optional.of(flag.value() ? "True" : "False");
            default -> Optional.empty();
        };
    }

    Optional<Value> apply(String operator, Value left, Value right) {
        if (left instanceof Numeral a && right instanceof Numeral b) {
            return Numbers.apply(operator, a, b);
        }
        return switch (operator) {
            case "+" -> {
                if (left instanceof Text a && right instanceof Text b && a.value().length() + b.value().length() <= Evaluator.MOST) {
                    yield Optional.of(new Text(a.value() + b.value()));
                }
                yield left instanceof Items a && right instanceof Items b && a.items().size() + b.items().size() <= Evaluator.MOST
                        ? Optional.of(new Items(concat(a.items(), b.items())))
                        : Optional.empty();
            }
            case "/" -> left instanceof Text a && right instanceof Text b
                    ? Optional.of(new Text(PathWords.join(a.value(), b.value())))
                    : Optional.empty();
            case "%" -> left instanceof Text format ? formatted(format.value(), right) : Optional.empty();
            case "|" -> left instanceof Dict a && right instanceof Dict b ? Optional.of(merged(a, b)) : Optional.empty();
            case "==", "is" -> same(left, right).map(Flag::new);
            case "!=", "is not" -> same(left, right).map(same -> new Flag(!same));
            case "in" -> contains(right, left).map(Flag::new);
            case "not in" -> contains(right, left).map(in -> new Flag(!in));
            default -> Optional.empty();
        };
    }

    private static List<Value> concat(List<Value> first, List<Value> second) {
        List<Value> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static Dict merged(Dict first, Dict second) {
        Map<String, Value> all = new LinkedHashMap<>(first.entries());
        all.putAll(second.entries());
        return new Dict(all);
    }

    private static Optional<Boolean> same(Value left, Value right) {
        if (left instanceof Value.Unknown || right instanceof Value.Unknown) {
            return Optional.empty();
        }
        if (left instanceof Value.None || right instanceof Value.None) {
            return Optional.of(left instanceof Value.None && right instanceof Value.None);
        }
        if (left instanceof Value.Optimization && right instanceof Value.Optimization) {
            return Optional.of(left == right);
        }
        boolean plain = isPlain(left) && isPlain(right);
        return plain ? Optional.of(left.equals(right)) : Optional.empty();
    }

    private static boolean isPlain(Value value) {
        return value instanceof Text || value instanceof Numeral || value instanceof Flag || value instanceof Symbol;
    }

    private static Optional<Boolean> contains(Value whole, Value part) {
        return switch (whole) {
            case Text text when part instanceof Text word -> Optional.of(text.value().contains(word.value()));
            case Items items when isPlain(part) && items.items().stream().allMatch(PythonLibrary::isPlain) ->
                Optional.of(items.items().contains(part));
            case Dict dict when part instanceof Text word -> Optional.of(dict.entries().containsKey(word.value()));
            default -> Optional.empty();
        };
    }

    /** {@code "%s-%d" % values}. */
    private Optional<Value> formatted(String format, Value values) {
        List<Value> all = values instanceof Items items ? items.items() : List.of(values);
        String text = format;
        for (Value value : all) {
            Optional<String> words = words(value);
            if (words.isEmpty()) {
                return Optional.empty();
            }
            text = text.replaceFirst("%[sd]", java.util.regex.Matcher.quoteReplacement(words.get()));
        }
        return text.contains("%") || text.length() > Evaluator.MOST ? Optional.empty() : Optional.of(new Text(text));
    }

    Optional<Value> call(Symbol symbol, Arguments arguments) {
        String name = symbol.name().startsWith("pathlib.") || symbol.name().startsWith("builtins.")
                ? symbol.last()
                : symbol.name();
        Optional<Value> first = arguments.first();
        return switch (name) {
            case "dict" -> {
                Map<String, Value> entries = new LinkedHashMap<>();
                first.map(Value::plain).filter(Dict.class::isInstance).ifPresent(d -> entries.putAll(((Dict) d).entries()));
                entries.putAll(arguments.named());
                yield Optional.of(new Dict(entries));
            }
            case "list", "tuple", "set", "sorted", "reversed" -> first.isEmpty()
                    ? Optional.of(new Items(new ArrayList<>()))
                    : run.values.rounds(first.get()).map(items -> new Items(new ArrayList<>(
                            name.equals("reversed") ? items.reversed() : items)));
            case "str" -> first.flatMap(given -> given instanceof Value.Unknown
                    ? first
                    : words(given).map(Text::new));
            case "int", "float" -> first.map(Value::plain).flatMap(value -> switch (value) {
                case Numeral number -> Numbers.number(Double.parseDouble(number.text()), name.equals("int"));
                case Text text when text.value().length() < 20 -> Numbers.literal(text.value());
                default -> Optional.empty();
            });
            case "len" -> first.flatMap(run.values::rounds).map(items -> new Numeral(Integer.toString(items.size())));
            case "range" -> range(arguments);
            case "enumerate" -> first.flatMap(run.values::rounds).map(items -> new Items(IntStream.range(0, items.size())
                    .<Value>mapToObj(i -> new Items(List.of(new Numeral(Integer.toString(i)), items.get(i))))
                    .toList()));
            case "zip" -> zip(arguments);
            case "itertools.product", "product" -> product(arguments);
            case "open", "io.open" -> first.map(path -> new Value.Stream(path, Optional.empty()));
            case "io.StringIO", "StringIO" -> first.flatMap(Value::text)
                    .map(text -> new Value.Stream(Value.NONE, Optional.of(text)));
            case "Path", "PurePath", "os.path.join" -> join(arguments);
            case "Path.cwd", "os.getcwd" -> Optional.of(new Text("."));
            case "os.path.basename" -> path(first, PathWords::name);
            case "os.path.dirname" -> path(first, PathWords::parent);
            case "os.path.abspath", "os.path.realpath", "os.path.normpath", "os.fspath" -> first;
            case "os.path.splitext" -> arguments.text(0).map(path -> new Items(List.of(
                    new Text(PathWords.stem(path)), new Text(path.substring(PathWords.stem(path).length())))));
            case "os.environ.get", "os.getenv" -> arguments.get("default", 1)
                    .map(usual -> new Assumed(usual, "unless the environment has " + arguments.text(0).orElse("it")));
            case "yaml.safe_load", "yaml.load", "json.load", "json.loads" -> first.map(given ->
                    new Documents(run).yaml(given, arguments));
            case "isinstance" -> instance(arguments).map(Flag::new);
            case "shutil.copytree", "shutil.copy", "shutil.copy2", "shutil.copyfile" -> {
                copied(arguments);
                yield arguments.get("dst", 1);
            }
            case "copy.copy", "copy.deepcopy" -> first.map(value -> value instanceof Value.Optimization config
                    ? config.copy()
                    : value instanceof Dict dict ? new Dict(new LinkedHashMap<>(dict.entries())) : value);
            case PARSER, "ArgumentParser" -> Optional.of(new Instance(Optional.empty(), new LinkedHashMap<>()));
            case "argparse.Namespace", "types.SimpleNamespace", "SimpleNamespace" ->
                Optional.of(new Instance(Optional.empty(), new LinkedHashMap<>(arguments.named())));
            default -> Optional.empty();
        };
    }

    /** Whether a configuration is of a class; of other values it is not told. */
    private static Optional<Boolean> instance(Arguments arguments) {
        if (arguments.positional().size() != 2 || !(Value.plain(arguments.positional().get(0)) instanceof Value.OpConfig config)) {
            return Optional.empty();
        }
        List<Value> types = arguments.positional().get(1) instanceof Items several
                ? several.items()
                : List.of(arguments.positional().get(1));
        return types.stream().allMatch(Symbol.class::isInstance)
                ? Optional.of(types.stream().anyMatch(type -> ((Symbol) type).last().equals(config.type())))
                : Optional.empty();
    }

    private void copied(Arguments arguments) {
        Optional<Value> from = arguments.get("src", 0);
        boolean model = from.flatMap(Value::text).filter(path -> path.matches("(?i).*\\.(mlpackage|mlmodel)/?")).isPresent();
        if (model) {
            Value.Source source = new Value.Source(from.get(), arguments.line());
            run.save(new Value.Model(source, List.of(), new Value.State()), arguments.get("dst", 1));
        }
    }

    private static Optional<Value> path(Optional<Value> path, UnaryOperator<String> part) {
        return path.flatMap(given -> Value.text(given).map(text -> {
            Value value = new Text(part.apply(text));
            return given instanceof Assumed assumed ? new Assumed(value, assumed.why()) : value;
        }));
    }

    private static Optional<Value> join(Arguments arguments) {
        if (arguments.positional().size() == 1 && arguments.positional().getFirst() instanceof Value.Unknown path) {
            return Optional.of(path);
        }
        String path = "";
        Optional<String> why = Optional.empty();
        for (Value part : arguments.positional()) {
            Optional<String> words = Value.text(part);
            if (path.isEmpty() && part instanceof Value.Unknown folder && arguments.positional().size() > 1) {
                why = Optional.of(Words.folder(folder));
                continue;
            }
            if (words.isEmpty()) {
                return Optional.empty();
            }
            why = why.or(() -> Value.assumption(part));
            path = PathWords.join(path, words.get());
        }
        Value whole = new Text(path.isEmpty() ? "." : path);
        return Optional.of(why.isPresent() ? new Assumed(whole, why.get()) : whole);
    }

    private static Optional<Value> range(Arguments arguments) {
        List<Long> numbers = arguments.positional().stream()
                .map(Value::plain)
                .filter(v -> v instanceof Numeral n && Numbers.isWhole(n))
                .map(v -> Long.parseLong(((Numeral) v).text()))
                .toList();
        if (numbers.isEmpty() || numbers.size() != arguments.positional().size()) {
            return Optional.empty();
        }
        long from = numbers.size() == 1 ? 0 : numbers.get(0);
        long to = numbers.size() == 1 ? numbers.get(0) : numbers.get(1);
        return Optional.of(new Items(Evaluator.range(from, to, numbers.size() == 3 ? numbers.get(2) : 1)));
    }

    private Optional<Value> zip(Arguments arguments) {
        List<List<Value>> columns = new ArrayList<>();
        for (Value column : arguments.positional()) {
            Optional<List<Value>> items = run.values.rounds(column);
            if (items.isEmpty()) {
                return Optional.empty();
            }
            columns.add(items.get());
        }
        int rows = columns.stream().mapToInt(List::size).min().orElse(0);
        return Optional.of(new Items(IntStream.range(0, rows)
                .<Value>mapToObj(row -> new Items(columns.stream().map(column -> column.get(row)).toList()))
                .toList()));
    }

    private Optional<Value> product(Arguments arguments) {
        List<List<Value>> rows = List.of(List.of());
        for (Value column : arguments.positional()) {
            Optional<List<Value>> items = run.values.rounds(column);
            if (items.isEmpty() || rows.size() * items.get().size() > Evaluator.MOST) {
                return Optional.empty();
            }
            List<List<Value>> longer = new ArrayList<>();
            for (List<Value> row : rows) {
                items.get().forEach(item -> longer.add(concat(row, List.of(item))));
            }
            rows = longer;
        }
        return Optional.of(new Items(rows.stream().<Value>map(Items::new).toList()));
    }

    Optional<Value> method(Value on, String name, Arguments arguments) {
        Optional<Value> result =
                switch (Value.plain(on)) {
                    case Text text -> new TextMethods(run).of(text.value(), name, arguments, this::words);
                    case Items items -> list(items, name, arguments);
                    case Dict dict -> dictionary(dict, name, arguments);
                    case Instance instance when instance.type().isEmpty() -> arguments(instance, name, arguments);
                    case Value.Stream stream when name.equals("read") -> Optional.of(stream);
                    default -> Optional.empty();
                };
        return result.map(v -> on instanceof Assumed assumed ? new Assumed(v, assumed.why()) : v);
    }

    private Optional<Value> list(Items items, String name, Arguments arguments) {
        if (items.items().size() > Evaluator.MOST || !(items.items() instanceof ArrayList)) {
            return Optional.empty();
        }
        switch (name) {
            case "append", "add" -> arguments.first().ifPresent(items.items()::add);
            case "extend" -> arguments.first().flatMap(run.values::rounds).ifPresent(more -> items.items().addAll(List.copyOf(more)));
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(Value.NONE);
    }

    private Optional<Value> dictionary(Dict dict, String name, Arguments arguments) {
        return switch (name) {
            case "items" -> Optional.of(new Items(dict.entries().entrySet().stream()
                    .<Value>map(e -> new Items(List.of(Numbers.key(e.getKey()), e.getValue())))
                    .toList()));
            case "keys" -> run.values.rounds(dict).map(Items::new);
            case "values" -> Optional.of(new Items(List.copyOf(dict.entries().values())));
            case "copy" -> Optional.of(new Dict(new LinkedHashMap<>(dict.entries())));
            case "get" -> {
                Optional<Value> found = arguments.first()
                        .flatMap(key -> run.values.names(key).stream().findFirst())
                        .map(dict.entries()::get);
                boolean known = arguments.first().filter(key -> isPlain(Value.plain(key))).isPresent();
                yield found.isPresent() ? found : known ? arguments.get("default", 1).or(() -> Optional.of(Value.NONE)) : Optional.empty();
            }
            case "update" -> {
                arguments.first().map(Value::plain).filter(Dict.class::isInstance)
                        .ifPresent(other -> dict.entries().putAll(new LinkedHashMap<>(((Dict) other).entries())));
                dict.entries().putAll(arguments.named());
                yield Optional.of(Value.NONE);
            }
            default -> Optional.empty();
        };
    }

    /** A parser of arguments is known by the defaults of its arguments. */
    private Optional<Value> arguments(Instance parser, String name, Arguments arguments) {
        return switch (name) {
            case "add_argument" -> {
                String option = arguments.positional().stream()
                        .flatMap(value -> Value.text(value).stream())
                        .reduce("", (a, b) -> b.startsWith("--") || a.isEmpty() ? b : a);
                String key = arguments.get("dest").flatMap(Value::text)
                        .orElse(option.replaceFirst("^-+", "").replace('-', '_'));
                Optional<Value> usual = arguments.get("default").filter(value -> !(value instanceof Value.None));
                parser.fields().put(key, usual
                        .<Value>map(value -> new Assumed(
                                value, "the default of " + option + " in " + run.place(arguments.line())))
                        .orElseGet(() -> new Value.Unknown("the argument " + option, arguments.line())));
                yield Optional.of(Value.NONE);
            }
            case "add_argument_group", "add_mutually_exclusive_group", "parse_args" -> Optional.of(parser);
            case "parse_known_args" -> Optional.of(new Items(List.of(parser, new Items(List.of()))));
            default -> Optional.empty();
        };
    }
}
