package dev.mlrecipe.recipe;

import dev.mlrecipe.availability.Target;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlTree;
import java.util.List;
import java.util.Optional;

/**
 * A recipe and what is wrong with it, as far as its text alone tells.
 *
 * @param text its text
 * @param tree its YAML tree
 * @param recipe what it says
 * @param findings mistakes in the order of discovery, without suppressed ones
 * @param suppressions which findings of others, the planner for one, are to be hidden
 * @param defaultTarget what the recipe is for if it names neither target nor model: a comment
 *     {@code # mlrecipe: target …}, or the user's setting, which has no place in the text
 * @param parser what read it
 */
public record ParsedRecipe(
        Text text,
        YamlTree tree,
        Recipe recipe,
        List<Finding> findings,
        Suppressions suppressions,
        Optional<Located<Target>> defaultTarget,
        RecipeParser parser) {

    public ParsedRecipe {
        findings = List.copyOf(findings);
    }

    /** Whether nothing may be written: some finding blocks a run. */
    public boolean isBlocked() {
        return findings.stream().anyMatch(Code::blocks);
    }

    /** The recipe after some edits. */
    public ParsedRecipe with(List<Finding.Edit> edits) {
        return parser.parse(Text.of(TreeEdits.apply(text.content(), edits)));
    }

    /** The mapping that a step was read from. */
    public Optional<Node.Mapping> node(Step step) {
        return StepNodes.of(tree, step.number());
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
