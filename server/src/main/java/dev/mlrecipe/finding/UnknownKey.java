package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A key that means nothing where it stands. */
public final class UnknownKey {
    /** Keys of coremltools' interface and of its neighbours, and what a recipe has instead. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "lut_function", "a recipe cannot hold a function; mode is kmeans, uniform or unique",
            "lut_dtype", "a second step, OpLinearQuantizerConfig with joint_compression: true, makes 8-bit tables",
            "skip_model_load", "models are never loaded into Core ML here");

    private UnknownKey() {}

    /**
     * @param key the key
     * @param word its text
     * @param where what it stands in, for example {@code OpPalettizerConfig}
     * @param legal keys that may stand there
     * @param remove removes the key and its value
     */
    public static Finding of(Span key, String word, String where, Collection<String> legal, Optional<Fix> remove) {
        Optional<String> nearest = Nearest.of(word, legal);
        List<Fix> fixes = new ArrayList<>();
        nearest.ifPresent(n -> fixes.add(Fix.replace("Change to " + n, key, n).asPreferred()));
        remove.ifPresent(fixes::add);
        String hint = nearest.map(n -> "did you mean " + n + "?")
                .or(() -> Optional.ofNullable(ELSEWHERE.get(word)))
                .orElseGet(() -> "known keys: " + Words.oneOf(legal));
        return Code.UNKNOWN_KEY.at(key, "unknown key " + Words.quote(word) + " in " + where + "; " + hint).withFixes(fixes);
    }

    /** A key that has a meaning, but elsewhere. */
    public static Finding misplaced(Span key, String word, String where, String right, List<Fix> fixes) {
        return Code.UNKNOWN_KEY
                .at(key, Words.quote(word) + " is no key of " + where + "; " + right)
                .withFixes(fixes);
    }

    /** A word that names no operation type; a warning, since a model may hold operations of its own. */
    public static Finding opType(Span key, String word, String nearest) {
        String message = "no operation type is called " + Words.quote(word) + "; did you mean " + nearest + "?";
        return Finding.of(Code.UNKNOWN_KEY.word(), Severity.WARNING, key, message)
                .withFixes(List.of(Fix.replace("Change to " + nearest, key, nearest).asPreferred()));
    }
}
