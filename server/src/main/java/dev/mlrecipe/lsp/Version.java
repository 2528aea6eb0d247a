package dev.mlrecipe.lsp;

import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.text.Text;

/** One version of a document's text, and what it says. Immutable. */
final class Version {
    private final int number;
    private final Text text;
    private final Lazy<ParsedRecipe> parsed;

    /** @param number as the client counts */
    Version(int number, Text text, RecipeParser parser) {
        this.number = number;
        this.text = text;
        this.parsed = new Lazy<>(() -> parser.parse(text));
    }

    int number() {
        return number;
    }

    Text text() {
        return text;
    }

    ParsedRecipe parsed() {
        return parsed.get();
    }
}
