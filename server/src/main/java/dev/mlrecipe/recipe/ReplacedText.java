package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is wrong with words of a recipe that all of its variants replace: none of them shows it, and a variant more would.
 * Only words that are wrong wherever they stand count; what is missing, too new or in nobody's company may well be what
 * the variants mend.
 */
final class ReplacedText {
    private static final Set<String> CODES =
            Set.of(Code.UNKNOWN_KEY.word(), Code.INVALID_VALUE.word(), Code.NEVER_IN_COREML.word());

    private ReplacedText() {}

    /**
     * The mistakes.
     *
     * @param varied the recipe that is varied, and all that is wrong with it
     * @param parts what its variants are read from
     */
    static List<Finding> mistakes(ParsedRecipe varied, List<ParsedRecipe> parts) {
        Set<Span> base = new HashSet<>();
        words(varied.root(), base::add);
        parts.forEach(part -> words(part.root(), base::remove));
        return varied.findings().stream()
                .filter(finding -> CODES.contains(finding.code()) && base.contains(finding.span()))
                .toList();
    }

    private static void words(Node node, Consumer<Span> each) {
        switch (node) {
            case Node.Mapping mapping -> mapping.entries().stream()
                    .filter(entry -> !Parts.KEYS.contains(entry.key().text()))
                    .forEach(entry -> {
                        each.accept(entry.key().span());
                        words(entry.value(), each);
                    });
            case Node.Sequence list -> list.items().forEach(item -> words(item, each));
            case Node.Scalar scalar -> each.accept(scalar.span());
            case Node.Missing missing -> { }
        }
    }
}
