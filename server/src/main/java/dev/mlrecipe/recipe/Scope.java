package dev.mlrecipe.recipe;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.YamlTree;
import java.util.List;

/**
 * What the parts of the parser share while they read one recipe.
 *
 * @param text the document
 * @param tree its tree
 * @param techniques all known techniques
 * @param availability which OS has what
 * @param findings where mistakes go
 */
record Scope(Text text, YamlTree tree, List<Technique> techniques, Availability availability, Findings findings) {

    /** What is missing can only be told where the tree covers the whole text. */
    boolean complete() {
        return tree.complete();
    }

    List<String> configTypes() {
        return techniques.stream().map(Technique::configType).toList();
    }
}
