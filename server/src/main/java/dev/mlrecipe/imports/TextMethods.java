package dev.mlrecipe.imports;

import dev.mlrecipe.imports.Value.Flag;
import dev.mlrecipe.imports.Value.Items;
import dev.mlrecipe.imports.Value.Text;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Methods of strings and paths. */
final class TextMethods {
    private final Run run;

    TextMethods(Run run) {
        this.run = run;
    }

    Optional<Value> of(String text, String name, Arguments arguments, Function<Value, Optional<String>> words) {
        Optional<String> first = arguments.text(0);
        return switch (name) {
            case "lower" -> Optional.of(new Text(text.toLowerCase(Locale.ROOT)));
            case "upper" -> Optional.of(new Text(text.toUpperCase(Locale.ROOT)));
            case "strip" -> Optional.of(new Text(text.strip()));
            case "resolve", "absolute", "expanduser", "as_posix", "__str__" -> Optional.of(new Text(text));
            case "replace" -> first.filter(part -> !part.isEmpty()).flatMap(part -> arguments.text(1)
                    .filter(with -> text.length() * (with.length() + 1L) <= Evaluator.MOST)
                    .map(with -> new Text(text.replace(part, with))));
            case "removesuffix" -> first.map(end -> new Text(text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text));
            case "removeprefix" -> first.map(start -> new Text(text.startsWith(start) ? text.substring(start.length()) : text));
            case "startswith" -> first.map(start -> new Flag(text.startsWith(start)));
            case "endswith" -> first.map(end -> new Flag(text.endsWith(end)));
            case "split" -> first.filter(by -> !by.isEmpty()).map(by -> new Items(
                    Arrays.stream(text.split(java.util.regex.Pattern.quote(by), -1)).<Value>map(Text::new).toList()));
            case "join" -> arguments.first().flatMap(run.values::rounds).flatMap(items -> join(text, items, words));
            case "joinpath" -> {
                String path = text;
                for (Value part : arguments.positional()) {
                    Optional<String> next = Value.text(part);
                    if (next.isEmpty()) {
                        yield Optional.empty();
                    }
                    path = PathWords.join(path, next.get());
                }
                yield Optional.of(new Text(path));
            }
            case "with_suffix" -> first.map(suffix -> new Text(PathWords.stem(text) + suffix));
            case "with_name" -> first.map(other -> new Text(PathWords.join(PathWords.parent(text), other)));
            case "with_stem" -> first.map(stem -> new Text(PathWords.join(
                    PathWords.parent(text), stem + text.substring(PathWords.stem(text).length()))));
            case "open" -> Optional.of(new Value.Stream(new Text(text), Optional.empty()));
            case "read_text" -> Optional.of(new Value.Stream(new Text(text), Optional.empty()));
            case "format" -> format(text, arguments, words);
            default -> Optional.empty();
        };
    }

    private static Optional<Value> join(
            String between, java.util.List<Value> items, Function<Value, Optional<String>> words) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            Optional<String> text = words.apply(items.get(i));
            if (text.isEmpty() || all.length() > Evaluator.MOST) {
                return Optional.empty();
            }
            all.append(i == 0 ? "" : between).append(text.get());
        }
        return Optional.of(new Text(all.toString()));
    }

    private static Optional<Value> format(
            String text, Arguments arguments, Function<Value, Optional<String>> words) {
        String result = text;
        for (int i = 0; i < arguments.positional().size(); i++) {
            Optional<String> word = words.apply(arguments.positional().get(i));
            if (word.isEmpty()) {
                return Optional.empty();
            }
            String numbered = "{" + i + "}";
            int at = result.indexOf("{}");
            if (result.contains(numbered)) {
                result = result.replace(numbered, word.get());
            } else if (at >= 0) {
                result = result.substring(0, at) + word.get() + result.substring(at + 2);
            }
        }
        for (var named : arguments.named().entrySet()) {
            Optional<String> word = words.apply(named.getValue());
            if (word.isEmpty()) {
                return Optional.empty();
            }
            result = result.replace("{" + named.getKey() + "}", word.get());
        }
        return result.contains("{") || result.length() > Evaluator.MOST ? Optional.empty() : Optional.of(new Text(result));
    }
}
