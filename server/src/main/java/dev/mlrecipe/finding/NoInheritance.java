package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.stream.Collectors;

/** A leaf starts from the defaults, not from {@code global_config}. */
public final class NoInheritance {
    private NoInheritance() {}

    /**
     * A value that does not carry over.
     *
     * @param key the option
     * @param global its value in {@code global_config}
     * @param here the default that holds here
     */
    public record Dropped(String key, String global, String here) {}

    /** @param dropped at least one */
    public static Finding of(Span leaf, List<Dropped> dropped) {
        String values = dropped.stream()
                .map(d -> d.key() + " is " + d.here() + " here, not " + d.global())
                .collect(Collectors.joining("; "));
        return Code.NO_INHERITANCE.at(leaf, "leaves start from the defaults, not from global_config: " + values);
    }
}
