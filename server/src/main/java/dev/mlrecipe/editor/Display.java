package dev.mlrecipe.editor;

/**
 * What the user and the client want to see.
 *
 * @param layers how many results of single layers become diagnostics
 * @param perRule results of single layers below one rule, at most, where {@code layers} is TOP
 * @param perRecipe results of single layers in one recipe, at most, where {@code layers} is TOP
 * @param intellij whether the client shows information as weak warnings: one result per rule, with its layers as
 *     related places
 */
public record Display(Layers layers, int perRule, int perRecipe, boolean intellij) {

    /** Which results of single layers are shown; a layer with its own entry always has its result. */
    public enum Layers {
        ALL,
        TOP,
        OFF
    }

    /** The five largest layers of a rule, thirty in all. */
    public static final Display STANDARD = new Display(Layers.TOP, 5, 30, false);

    /** What is shown as a warning had better be little. */
    public static final Display INTELLIJ = new Display(Layers.TOP, 3, 30, true);

    /** The same, where information is shown as warnings. */
    public Display forIntellij() {
        return new Display(layers, perRule, perRecipe, true);
    }
}
