package dev.mlrecipe.recipe;

import dev.mlrecipe.availability.Target;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A recipe and what is wrong with it, as far as its text alone tells. A file that says several recipes has one for each
 * of them, and one for all: that has the findings of all, and the recipe that they vary.
 *
 * @param text the text of the file
 * @param tree its YAML tree
 * @param root what the recipe was read from: the tree's root, or what a variant makes of it
 * @param recipe what it says
 * @param findings mistakes in the order of discovery, without suppressed ones
 * @param suppressions which findings of others, the planner for one, are to be hidden
 * @param defaultTarget what the recipe is for if it names neither target nor model: a comment
 *     {@code # mlrecipe: target …}, or the user's setting, which has no place in the text
 * @param parser what read it
 * @param several the recipes of a file that says several, in the order of the text
 */
public record ParsedRecipe(
        Text text,
        YamlTree tree,
        Node.Mapping root,
        Recipe recipe,
        List<Finding> findings,
        Suppressions suppressions,
        Optional<Located<Target>> defaultTarget,
        RecipeParser parser,
        List<ParsedRecipe> several) {

    public ParsedRecipe {
        findings = List.copyOf(findings);
        several = List.copyOf(several);
    }

    /** The recipes of the file: itself, or those of a file that says several. */
    public List<ParsedRecipe> parts() {
        return several.isEmpty() ? List.of(this) : several;
    }

    /** The recipe with a name among those of the file. */
    public Optional<ParsedRecipe> part(String name) {
        return parts().stream().filter(part -> part.recipe().part().name().equals(name)).findFirst();
    }

    /** The same, what was read being another recipe. */
    public ParsedRecipe with(Recipe other) {
        return new ParsedRecipe(text, tree, root, other, findings, suppressions, defaultTarget, parser, several);
    }

    /** The same with one more finding. */
    public ParsedRecipe and(Finding finding) {
        return and(List.of(finding));
    }

    /** The same with more findings. */
    ParsedRecipe and(List<Finding> others) {
        List<Finding> more = new ArrayList<>(findings);
        more.addAll(others);
        return new ParsedRecipe(text, tree, root, recipe, more, suppressions, defaultTarget, parser, several);
    }

    /** Whether nothing may be written: some finding blocks a run. */
    public boolean isBlocked() {
        return findings.stream().anyMatch(Code::blocks);
    }

    /** The recipe after some edits. */
    public ParsedRecipe with(List<Finding.Edit> edits) {
        ParsedRecipe edited = parser.parse(Text.of(TreeEdits.apply(text.content(), edits)));
        return edited.part(recipe.part().name()).orElse(edited);
    }

    /** The mapping that a step was read from. */
    public Optional<Node.Mapping> node(Step step) {
        return StepNodes.of(root, step.number());
    }

    /** The edit that sets {@code joint_compression: true} in a step. */
    public Optional<Fix> makeJoint(Step step) {
        String title = "Add joint_compression: true to step " + (step.number() + 1);
        return node(step).flatMap(node -> {
            Optional<Node> given = node.get("joint_compression");
            if (given.isPresent()) {
                return Optional.of(Fix.replace(title, given.get().span(), "true"));
            }
            return TreeEdits.prepend(text, node, "joint_compression: true")
                    .map(edit -> new Fix(title, List.of(edit)));
        });
    }
}
