package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.Finding.Related;
import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;

/** Text that is not YAML. */
public final class Syntax {
    private Syntax() {}

    /** @param spaces replaces the tabs */
    public static Finding tab(Span where, String message, Optional<Fix> spaces) {
        return Code.SYNTAX.at(where, message).withFixes(spaces.stream().toList());
    }

    /** @param opened the bracket or key that the problem belongs to */
    public static Finding of(Span where, String message, Optional<Span> opened) {
        return Code.SYNTAX
                .at(where, message)
                .withRelated(opened.map(o -> List.of(new Related(o, "opened here"))).orElse(List.of()));
    }
}
