package dev.mlrecipe.recipe;

import java.util.function.Predicate;

/** Which weights a rule catches. */
public sealed interface Selector {

    /** The weight whose const or consumer has exactly this name. */
    record Name(String name) implements Selector {}

    /**
     * Weights whose const or consumer name matches.
     *
     * @param text as written, with {@code *} and {@code ?}, or {@code re:} and a regular expression
     * @param matcher tests a whole name within a step limit
     */
    record Pattern(String text, Predicate<String> matcher) implements Selector {}

    /** Weights of operations of this type. */
    record OpType(String type) implements Selector {}

    /** All weights. */
    record Global() implements Selector {}
}
