package dev.mlrecipe.imports;

import dev.mlrecipe.imports.Value.Assumed;
import dev.mlrecipe.imports.Value.Dict;
import dev.mlrecipe.imports.Value.Flag;
import dev.mlrecipe.imports.Value.Instance;
import dev.mlrecipe.imports.Value.Items;
import dev.mlrecipe.imports.Value.Numeral;
import dev.mlrecipe.imports.Value.Symbol;
import dev.mlrecipe.imports.Value.Text;
import dev.mlrecipe.imports.Value.Unknown;
import dev.mlrecipe.python.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What expressions stand for. Everything that cannot be told is an {@link Unknown}, and nothing else happens. */
final class Evaluator {
    /** Characters and items of one value: more than any configuration has. */
    static final int MOST = 10_000;

    /** Entries of a dictionary of which one is chosen, in ways that are followed. */
    private static final int MOST_WAYS = 8;

    /** What is said of a rule without a name. */
    static final String COMPUTED = ": a name that the script computes; not imported";

    private final Run run;
    private final Coremltools coremltools;
    private final PythonLibrary library;
    private Execution execution;

    Evaluator(Run run) {
        this.run = run;
        this.coremltools = new Coremltools(run);
        this.library = new PythonLibrary(run);
    }

    void calls(Execution execution) {
        this.execution = execution;
    }

    Value of(Expression expression, Scope scope) {
        if (!run.step()) {
            return run.unknown(expression);
        }
        Value value = value(expression, scope);
        if (!(expression instanceof Expression.Name)) {
            run.made(size(value));
        }
        return value;
    }

    private static int size(Value value) {
        return switch (Value.plain(value)) {
            case Text text -> text.value().length();
            case Items items -> items.items().size();
            case Dict dict -> dict.entries().size();
            default -> 0;
        };
    }

    private Value value(Expression expression, Scope scope) {
        return switch (expression) {
            case Expression.Name name -> scope.get(name.id()).orElseGet(() -> library.isBuiltIn(name.id())
                    ? new Symbol(name.id())
                    : Coremltools.isKnown(name.id()) ? new Symbol(name.id()) : new Unknown(name.id(), run.line(name)));
            case Expression.Text text -> new Text(text.value());
            case Expression.Numeral number -> Numbers.literal(number.text()).orElseGet(() -> run.unknown(number));
            case Expression.Constant constant -> constant(constant);
            case Expression.Format format -> format(format, scope);
            case Expression.Items items -> new Items(items(items.items(), scope));
            case Expression.Braces braces -> braces(braces, scope);
            case Expression.Attribute attribute -> attribute(of(attribute.of(), scope), attribute);
            case Expression.Subscript subscript -> subscript(subscript, scope);
            case Expression.Call call -> call(call, scope);
            case Expression.Binary binary -> binary(binary, scope);
            case Expression.Unary unary -> unary(unary, scope);
            case Expression.Conditional choice -> choice(choice, scope);
            case Expression.Comprehension comprehension -> new Comprehensions(run).of(comprehension, scope);
            case Expression.Spread spread -> of(spread.of(), scope);
            case Expression.Named named -> {
                Value value = of(named.value(), scope);
                scope.put(named.name(), value);
                yield value;
            }
            case Expression.Opaque opaque -> run.unknown(opaque);
        };
    }

    private Value constant(Expression.Constant constant) {
        return switch (constant.word()) {
            case "True" -> new Flag(true);
            case "False" -> new Flag(false);
            case "None" -> Value.NONE;
            default -> run.unknown(constant);
        };
    }

    private Value format(Expression.Format format, Scope scope) {
        StringBuilder text = new StringBuilder();
        Optional<String> why = Optional.empty();
        for (int i = 0; i < format.parts().size(); i++) {
            Value value = of(format.parts().get(i), scope);
            boolean folder = text.isEmpty() && value instanceof Unknown
                    && i + 1 < format.parts().size()
                    && format.parts().get(i + 1) instanceof Expression.Text next
                    && next.value().startsWith("/");
            if (folder) {
                why = Optional.of(Words.folder((Unknown) value));
                continue;
            }
            Optional<String> words = library.words(value);
            if (words.isEmpty() || text.length() > MOST) {
                return run.unknown(format);
            }
            why = why.or(() -> Value.assumption(value));
            text.append(words.get());
        }
        Value whole = new Text(
                why.isPresent() && text.indexOf("/") == 0 && text.length() > 1 ? text.substring(1) : text.toString());
        return why.isPresent() ? new Assumed(whole, why.get()) : whole;
    }

    private List<Value> items(List<Expression> items, Scope scope) {
        List<Value> values = new ArrayList<>();
        for (Expression item : items) {
            Value value = of(item, scope);
            if (item instanceof Expression.Spread && Value.plain(value) instanceof Items others) {
                values.addAll(others.items());
            } else {
                values.add(value);
            }
            if (values.size() > MOST) {
                break;
            }
        }
        return values;
    }

    private Value braces(Expression.Braces braces, Scope scope) {
        if (!braces.entries().isEmpty()
                && braces.entries().stream()
                        .allMatch(e -> e.key().isEmpty() && !(e.value() instanceof Expression.Spread))) {
            return new Items(items(braces.entries().stream().map(Expression.Entry::value).toList(), scope));
        }
        Dict dict = new Dict(new LinkedHashMap<>());
        for (Expression.Entry entry : braces.entries()) {
            Value value = of(entry.value(), scope);
            if (entry.key().isEmpty()) {
                if (Value.plain(value) instanceof Dict others) {
                    dict.entries().putAll(others.entries());
                }
            } else {
                put(dict.entries(), of(entry.key().get(), scope), value, entry.key().get());
            }
        }
        return dict;
    }

    /** Sets what a key that may be a pattern means; what has no name is noted. */
    void put(Map<String, Value> entries, Value key, Value value, Expression place) {
        if (!put(entries, key, value)) {
            run.note(place.span(), run.words(place.span()) + COMPUTED);
        }
    }

    /** The same; false where there is no name. */
    boolean put(Map<String, Value> entries, Value key, Value value) {
        List<String> names = names(key);
        names.forEach(name -> entries.put(name, value));
        return !names.isEmpty();
    }

    /** What a name can be: itself, or patterns where it is only known by a condition. */
    List<String> names(Value key) {
        if (key instanceof Unknown unknown) {
            return run.patterns.stream()
                    .filter(pattern -> pattern.variable().equals(unknown.text()))
                    .findFirst()
                    .map(Run.Pattern::names)
                    .orElse(List.of());
        }
        return switch (Value.plain(key)) {
            case Symbol symbol -> List.of(symbol.last());
            case Text text -> List.of(text.value());
            case Numeral number -> List.of(number.text());
            default -> List.of();
        };
    }

    /** The names that a condition allows a variable whose value cannot be seen. */
    Optional<Run.Pattern> pattern(Expression condition, Scope scope) {
        return new NameConditions(run).of(condition, scope);
    }

    private Value attribute(Value of, Expression.Attribute attribute) {
        String name = attribute.name();
        if (of instanceof Unknown unknown) {
            return Coremltools.isKnown(name) ? new Symbol(unknown.text() + "." + name) : run.unknown(attribute);
        }
        Optional<Value> found =
                switch (Value.plain(of)) {
                    case Symbol symbol -> Optional.of(new Symbol(symbol.name() + "." + name));
                    case Instance instance -> field(instance, name);
                    case Value.Class type -> Optional.ofNullable(type.body().names.get(name));
                    case Text text -> PathWords.part(text.value(), name).map(Text::new);
                    case Value.OpConfig config -> Optional.ofNullable(config.options().get(name));
                    case Value.Optimization config when name.equals("global_config") -> config.global;
                    case Value.Optimization config when name.equals("op_type_configs") -> Optional.of(new Dict(config.types));
                    case Value.Optimization config when name.equals("op_name_configs") -> Optional.of(new Dict(config.names));
                    default -> Optional.empty();
                };
        return found.map(value -> of instanceof Assumed assumed ? new Assumed(value, assumed.why()) : value)
                .orElseGet(() -> run.unknown(attribute));
    }

    private Optional<Value> field(Instance instance, String name) {
        Value own = instance.fields().get(name);
        if (own != null || instance.type().isEmpty()) {
            return Optional.ofNullable(own);
        }
        Value shared = instance.type().get().body().names.get(name);
        return shared instanceof Value.Function method
                ? Optional.of(new Value.Function(method.def(), method.scope(), Optional.of(instance)))
                : Optional.ofNullable(shared);
    }

    private Value subscript(Expression.Subscript subscript, Scope scope) {
        Value of = of(subscript.of(), scope);
        if (subscript.indexes().size() != 1) {
            return run.unknown(subscript);
        }
        Value index = of(subscript.indexes().getFirst(), scope);
        Optional<Value> found =
                switch (Value.plain(of)) {
                    case Dict dict when index instanceof Unknown || index instanceof Assumed -> chosen(dict, subscript, index);
                    case Dict dict -> names(index).stream().findFirst().map(dict.entries()::get);
                    case Instance instance -> Value.text(index).map(instance.fields()::get);
                    case Items items when Value.plain(index) instanceof Numeral at && Numbers.isWhole(at) -> {
                        long i = Long.parseLong(at.text());
                        long from = i < 0 ? items.items().size() + i : i;
                        yield from >= 0 && from < items.items().size()
                                ? Optional.of(items.items().get((int) from))
                                : Optional.empty();
                    }
                    default -> Optional.empty();
                };
        Optional<String> why = Value.assumption(index).or(() -> Value.assumption(of));
        return found.map(value -> why.isPresent() ? new Assumed(value, why.get()) : value)
                .orElseGet(() -> run.unknown(subscript));
    }

    /** Of functions and configurations by a name that cannot be told, each is followed; conditions say the same of it. */
    private Optional<Value> chosen(Dict dict, Expression.Subscript subscript, Value index) {
        boolean ways = !dict.entries().isEmpty() && dict.entries().size() <= MOST_WAYS
                && dict.entries().values().stream().noneMatch(value -> value instanceof Text || value instanceof Numeral);
        if (!ways) {
            return names(index).stream().findFirst().map(dict.entries()::get);
        }
        String name = run.words(subscript.indexes().getFirst().span());
        List<String> keys = List.copyOf(dict.entries().keySet());
        for (String key : keys.subList(0, keys.size() - 1)) {
            if (run.decisions.holds(name + " == \"" + key + "\"", true)) {
                return Optional.of(dict.entries().get(key));
            }
        }
        return Optional.of(dict.entries().get(keys.getLast()));
    }

    private Value binary(Expression.Binary binary, Scope scope) {
        Value left = of(binary.left(), scope);
        if (binary.operator().equals("and") || binary.operator().equals("or")) {
            Optional<Boolean> truth = Value.truth(left);
            if (truth.isEmpty()) {
                Value right = of(binary.right(), scope);
                // `args.path or "default"` is the one thing that is known.
                return binary.operator().equals("or") && left instanceof Unknown && !(right instanceof Unknown)
                                && !(right instanceof Flag)
                        ? new Assumed(right, "or " + run.words(binary.left().span()) + ", where that is given")
                        : run.unknown(binary);
            }
            return truth.get() == binary.operator().equals("or") ? left : of(binary.right(), scope);
        }
        Value right = of(binary.right(), scope);
        if (binary.operator().equals("/") && left instanceof Unknown folder && Value.plain(right) instanceof Text) {
            return new Assumed(Value.plain(right), Words.folder(folder));
        }
        Optional<String> why = Value.assumption(left).or(() -> Value.assumption(right));
        Optional<Value> value = library.apply(binary.operator(), Value.plain(left), Value.plain(right));
        return value.map(v -> why.isPresent() ? new Assumed(v, why.get()) : v).orElseGet(() -> run.unknown(binary));
    }

    private Value unary(Expression.Unary unary, Scope scope) {
        Value value = of(unary.operand(), scope);
        if (unary.operator().equals("not")) {
            return Value.truth(value).<Value>map(truth -> new Flag(!truth)).orElseGet(() -> run.unknown(unary));
        }
        return value instanceof Numeral number && unary.operator().equals("-")
                ? Numbers.apply("-", new Numeral("0"), number).orElseGet(() -> run.unknown(unary))
                : value instanceof Numeral && unary.operator().equals("+") ? value : run.unknown(unary);
    }

    private Value choice(Expression.Conditional choice, Scope scope) {
        Optional<Boolean> truth = Value.truth(of(choice.condition(), scope));
        if (truth.isEmpty() && isQuiet(choice.then()) && isQuiet(choice.otherwise())) {
            Value then = of(choice.then(), scope);
            Value otherwise = of(choice.otherwise(), scope);
            String condition = run.words(choice.condition().span());
            if (then instanceof Unknown && !(otherwise instanceof Unknown)) {
                return new Assumed(otherwise, "or " + run.words(choice.then().span()) + ", where " + condition);
            }
            if (otherwise instanceof Unknown && !(then instanceof Unknown)) {
                return new Assumed(then, "or " + run.words(choice.otherwise().span()) + ", unless " + condition);
            }
        }
        boolean first = truth.orElseGet(
                () -> run.decisions.holds(run.words(choice.condition().span()), false));
        return of(first ? choice.then() : choice.otherwise(), scope);
    }

    /** Whether nothing happens where it is evaluated. */
    private static boolean isQuiet(Expression expression) {
        return switch (expression) {
            case Expression.Attribute attribute -> isQuiet(attribute.of());
            case Expression.Subscript subscript ->
                isQuiet(subscript.of()) && subscript.indexes().stream().allMatch(Evaluator::isQuiet);
            case Expression.Name name -> true;
            case Expression.Text text -> true;
            case Expression.Numeral number -> true;
            case Expression.Constant constant -> true;
            default -> false;
        };
    }

    private Value call(Expression.Call call, Scope scope) {
        List<Value> positional = new ArrayList<>();
        Map<String, Value> named = new LinkedHashMap<>();
        for (Expression.Argument argument : call.arguments()) {
            Value value = of(argument.value(), scope);
            if (argument.name().isPresent()) {
                named.put(argument.name().get(), value);
            } else if (argument.value() instanceof Expression.Spread && Value.plain(value) instanceof Dict dict) {
                named.putAll(dict.entries());
            } else if (argument.value() instanceof Expression.Spread && Value.plain(value) instanceof Items items) {
                positional.addAll(items.items());
            } else if (!(argument.value() instanceof Expression.Spread)) {
                positional.add(value);
            }
        }
        Arguments arguments = new Arguments(positional, named, call, run.line(call));
        Value called;
        if (call.function() instanceof Expression.Attribute method) {
            Value on = of(method.of(), scope);
            Optional<Value> result = coremltools.method(on, method.name(), arguments)
                    .or(() -> library.method(on, method.name(), arguments));
            if (result.isPresent()) {
                return result.get();
            }
            called = attribute(on, method);
        } else {
            called = of(call.function(), scope);
        }
        return switch (Value.plain(called)) {
            case Value.Function function -> execution.call(function, positional, named).orElseGet(() -> run.unknown(call));
            case Value.Class type -> construct(type, arguments);
            case Symbol symbol -> coremltools.call(symbol, arguments)
                    .or(() -> library.call(symbol, arguments).map(result -> assumed(result, positional)))
                    .orElseGet(() -> run.unknown(call));
            default -> run.unknown(call);
        };
    }

    /** What is made of a value that can be another one can be another one, too. */
    private static Value assumed(Value result, List<Value> arguments) {
        boolean plain = result instanceof Text || result instanceof Numeral || result instanceof Items;
        return plain
                ? arguments.stream()
                        .flatMap(argument -> Value.assumption(argument).stream())
                        .findFirst()
                        .<Value>map(why -> new Assumed(result, why))
                        .orElse(result)
                : result;
    }

    private Value construct(Value.Class type, Arguments arguments) {
        Instance instance = new Instance(Optional.of(type), new LinkedHashMap<>(arguments.named()));
        if (type.body().names.get("__init__") instanceof Value.Function init) {
            instance.fields().clear();
            execution.call(
                    new Value.Function(init.def(), init.scope(), Optional.of(instance)),
                    arguments.positional(),
                    arguments.named());
        }
        return instance;
    }

    void assign(Expression target, Value value, Scope scope) {
        switch (target) {
            case Expression.Name name -> scope.put(name.id(), value);
            case Expression.Items items -> {
                List<Value> values = Value.plain(value) instanceof Items given && given.items().size() == items.items().size()
                        ? given.items()
                        : List.of();
                for (int i = 0; i < items.items().size(); i++) {
                    Expression item = items.items().get(i);
                    assign(item, values.isEmpty() ? run.unknown(item) : values.get(i), scope);
                }
            }
            case Expression.Attribute attribute -> {
                switch (of(attribute.of(), scope)) {
                    case Instance instance -> instance.fields().put(attribute.name(), value);
                    case Value.OpConfig config -> config.options().put(attribute.name(), value);
                    case Value other -> coremltools.set(other, attribute, value);
                }
            }
            case Expression.Subscript subscript when subscript.indexes().size() == 1 -> {
                if (Value.plain(of(subscript.of(), scope)) instanceof Dict dict) {
                    Expression index = subscript.indexes().getFirst();
                    put(dict.entries(), of(index, scope), value, index);
                }
            }
            default -> {}
        }
    }

    /** The rounds of a loop; empty where they cannot be seen. */
    Optional<List<Value>> rounds(Value iterable) {
        Optional<String> why = Value.assumption(iterable);
        if (why.isPresent()) {
            return rounds(Value.plain(iterable))
                    .map(values -> values.stream().<Value>map(value -> new Assumed(value, why.get())).toList());
        }
        return switch (iterable) {
            case Items items -> Optional.of(items.items());
            case Dict dict -> Optional.of(dict.entries().keySet().stream().map(Numbers::key).toList());
            default -> Optional.empty();
        };
    }

    /** Whether a call ends the script. */
    boolean isExit(Expression expression) {
        return expression instanceof Expression.Call call
                && Set.of("exit", "sys.exit", "quit", "parser.error", "os._exit").contains(run.words(call.function().span()));
    }

    static List<Value> range(long from, long to, long step) {
        long count = step == 0 ? 0 : Math.max(0, Math.ceilDiv(to - from, step));
        return IntStream.range(0, (int) Math.min(count, MOST))
                .<Value>mapToObj(i -> new Numeral(Long.toString(from + i * step)))
                .toList();
    }
}
