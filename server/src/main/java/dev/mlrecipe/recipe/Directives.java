package dev.mlrecipe.recipe;

import dev.mlrecipe.availability.Target;
import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.InvalidValue;
import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.finding.Words;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.YamlTree;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Comments that mean something: {@code # mlrecipe: target iOS17} and {@code # mlrecipe: ignore <code>}. */
final class Directives {
    private static final Pattern SHAPE = Pattern.compile("#\\s*mlrecipe:\\s*(\\S+)(.*)");
    private static final Pattern WORD = Pattern.compile("[^\\s,]+");
    private static final List<String> VERBS = List.of("target", "ignore");

    private final Scope scope;
    private final Map<Integer, Set<String>> ignored = new HashMap<>();
    private Optional<Located<Target>> target = Optional.empty();

    Directives(Scope scope) {
        this.scope = scope;
        scope.tree().comments().forEach(this::read);
    }

    Suppressions suppressions() {
        return new Suppressions(scope.text(), ignored);
    }

    /** The target for recipes that name neither a target nor a model. */
    Optional<Located<Target>> target() {
        return target;
    }

    private void read(YamlTree.Comment comment) {
        Matcher matcher = SHAPE.matcher(scope.text().slice(comment.span()));
        if (!matcher.matches()) {
            return;
        }
        int base = comment.span().start();
        Matcher words = WORD.matcher(matcher.group(2));
        switch (matcher.group(1)) {
            case "target" -> {
                if (words.find()) {
                    readTarget(words.group(), spanOf(words, base + matcher.start(2)));
                }
            }
            case "ignore" -> {
                while (words.find()) {
                    ignore(words.group(), spanOf(words, base + matcher.start(2)), comment.span());
                }
            }
            default -> {
                Span span = new Span(base + matcher.start(1), base + matcher.end(1));
                report(span, Words.quote(matcher.group(1)) + " is no comment for mlrecipe", matcher.group(1), VERBS);
            }
        }
    }

    private void readTarget(String word, Span span) {
        switch (new Targets(scope.availability()).parse(word)) {
            case Targets.Reading.Known known -> target = target.or(() -> Optional.of(new Located<>(known.target(), span)));
            case Targets.Reading.Unknown unknown -> {
                List<Fix> fixes = unknown.nearest().stream()
                        .limit(3)
                        .map(t -> Fix.replace("Change to " + t.word(), span, t.word()))
                        .toList();
                scope.findings()
                        .add(InvalidValue.inComment(span, Words.quote(word) + ": " + unknown.problem(), fixes));
            }
        }
    }

    private void ignore(String word, Span span, Span comment) {
        if (Code.of(word).isEmpty()) {
            List<String> codes = Arrays.stream(Code.values()).map(Code::word).toList();
            report(span, "no finding is called " + Words.quote(word), word, codes);
            return;
        }
        Text text = scope.text();
        int line = text.line(comment.start());
        ignored.computeIfAbsent(line, l -> new HashSet<>()).add(word);
        if (isOwnLine(line)) {
            int next = line + 1;
            while (next < text.lines() && isOwnLine(next)) {
                next++;
            }
            ignored.computeIfAbsent(next, l -> new HashSet<>()).add(word);
        }
    }

    private boolean isOwnLine(int line) {
        return scope.text().slice(scope.text().lineSpan(line)).stripLeading().startsWith("#");
    }

    private void report(Span span, String message, String word, List<String> legal) {
        Optional<String> nearest = Nearest.of(word, legal);
        String hint = nearest.map(n -> "; did you mean " + n + "?").orElse("");
        List<Fix> fixes = nearest.map(n -> List.of(Fix.replace("Change to " + n, span, n)))
                .orElse(List.of());
        scope.findings().add(InvalidValue.inComment(span, message + hint, fixes));
    }

    private static Span spanOf(Matcher matcher, int base) {
        return new Span(base + matcher.start(), base + matcher.end());
    }
}
