package dev.mlrecipe.analysis;

import dev.mlrecipe.analysis.Alternatives.Trial;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.recipe.Key;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A step in front of another that quantizes activations: with 8-bit weights, the Neural Engine of A17 Pro, M4 and later
 * multiplies integers. Their ranges need samples, whose place the user has to say.
 */
final class ActivationAdvice {
    private static final String TITLE = "Quantize activations as well, once data names samples";
    private static final String CONFIG = "OpActivationLinearQuantizerConfig";
    private static final List<String> OPTIONS = List.of("config_type: " + CONFIG, "global_config: {mode: linear_symmetric}");

    private ActivationAdvice() {}

    /** Empty if activations are quantized already, or where there is no simple place for another step. */
    static Optional<Trial> trial(Situation situation, Node.Mapping step) {
        if (situation.recipe().steps().stream().anyMatch(Step::quantizesActivations)) {
            return Optional.empty();
        }
        Node.Mapping root = (Node.Mapping) situation.parsed().root();
        List<Edit> edits = new ArrayList<>();
        if (situation.recipe().calibration().data().isEmpty()
                && situation.recipe().calibration().statistics().isEmpty()) {
            Optional<Edit> data = Edits.add(situation, root.span(), "data", "samples");
            if (data.isEmpty()) {
                return Optional.empty();
            }
            edits.add(data.get());
        }
        List<Edit> inserted = step.span().equals(root.span())
                ? list(situation.parsed().text(), root)
                : item(situation.parsed().text(), step);
        edits.addAll(inserted);
        return inserted.isEmpty() ? Optional.empty() : Optional.of(new Trial(TITLE, edits));
    }

    /** In a list of steps, an item in front. */
    private static List<Edit> item(Text text, Node.Mapping step) {
        int start = step.span().start();
        String before = text.slice(new Span(text.lineSpan(text.line(start)).start(), start));
        boolean alone = before.strip().equals("-");
        if (text.content().charAt(start) == '{') {
            String leaf = "{" + String.join(", ", OPTIONS) + "}";
            return List.of(new Edit(Span.at(start), alone ? leaf + text.lineBreak() + before : leaf + ", "));
        }
        String indent = text.lineBreak() + before.replace('-', ' ');
        return alone
                ? List.of(new Edit(Span.at(start), String.join(indent, OPTIONS) + text.lineBreak() + before))
                : List.of();
    }

    /** Of a recipe that is a step itself, a list of two; nothing where other keys stand between those of the step. */
    private static List<Edit> list(Text text, Node.Mapping root) {
        Set<String> keys = Key.STEP.stream().map(Key::word).collect(Collectors.toSet());
        List<Node.Entry> own = root.entries().stream()
                .filter(entry -> keys.contains(entry.key().text()))
                .toList();
        int start = own.getFirst().key().span().start();
        int firstLine = text.line(start);
        int lastLine = text.line(own.getLast().span().end());
        boolean together = own.stream().noneMatch(Node.Entry::merged)
                && text.position(start).column() == 0
                && root.entries().stream()
                        .filter(entry -> !own.contains(entry))
                        .map(entry -> text.line(entry.key().span().start()))
                        .noneMatch(line -> line >= firstLine && line <= lastLine);
        if (!together) {
            return List.of();
        }
        List<Edit> edits = new ArrayList<>();
        String separator = text.lineBreak() + "    ";
        edits.add(new Edit(
                Span.at(start),
                "steps:" + text.lineBreak() + "  - " + String.join(separator, OPTIONS) + text.lineBreak() + "  - "));
        for (int line = firstLine + 1; line <= lastLine; line++) {
            if (!text.slice(text.lineSpan(line)).isBlank()) {
                edits.add(new Edit(Span.at(text.lineSpan(line).start()), "    "));
            }
        }
        return edits;
    }
}
