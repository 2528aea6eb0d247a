package dev.mlrecipe.recipe;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
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

    /** The same for one of several recipes of a file, which all start with what is found so far. */
    Scope part() {
        return new Scope(text, tree, techniques, availability, findings.copy());
    }

    /** What is missing in a node can only be told where its lines are as the author wants them. */
    boolean complete(Node node) {
        int first = text.line(node.span().start());
        int last = text.line(node.span().end());
        return tree.complete() && tree.repairs().stream().noneMatch(line -> first <= line && line <= last);
    }

    /** Whether every line is as the author wants it. */
    boolean complete() {
        return tree.complete() && tree.repairs().isEmpty();
    }

    List<String> configTypes() {
        return techniques.stream().map(Technique::configType).toList();
    }
}
