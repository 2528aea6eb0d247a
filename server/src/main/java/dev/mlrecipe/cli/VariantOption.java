package dev.mlrecipe.cli;

/** {@code --variant}, which several commands have. */
final class VariantOption {
    static final String DESCRIPTION = "A variant of the recipe; may be repeated. Default: all.";

    private VariantOption() {}
}
