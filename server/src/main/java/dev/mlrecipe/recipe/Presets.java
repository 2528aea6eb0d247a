package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.WrongCombination;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recipes that name a preset instead of steps: they are read as if the steps stood there. What those steps say has its
 * place at the preset's name, so nothing is to be edited there.
 */
public final class Presets {
    private static final String STEPS = "steps";

    private Presets() {}

    /** The recipe with the steps of its preset; as it is if it has none, or one that does not fit. */
    static Node.Mapping expand(Scope scope, Node.Mapping root) {
        Optional<Node.Entry> entry = root.entry(NamedPreset.KEY);
        if (entry.isEmpty()) {
            return root;
        }
        Optional<String> other = root.entries().stream()
                .map(e -> e.key().text())
                .filter(key -> key.equals(STEPS) || Key.of(Key.STEP, key).isPresent())
                .findFirst();
        if (other.isPresent()) {
            String message = "preset stands for all steps; beside " + other.get() + " one of the two says nothing";
            List<Fix> fixes = TreeEdits.remove(scope.text(), root, entry.get()).stream().toList();
            scope.findings().add(WrongCombination.of(entry.get().key().span(), message, fixes));
            return root;
        }
        OptionType.Words names = new OptionType.Words(NamedPreset.all().stream().map(NamedPreset::name).toList(), false, Map.of());
        return new ValueReader(scope.findings())
                .word(NamedPreset.KEY, entry.get().value(), names)
                .flatMap(NamedPreset::of)
                .map(preset -> with(root, preset, entry.get().place()))
                .orElse(root);
    }

    private static Node.Mapping with(Node.Mapping root, NamedPreset preset, Span place) {
        Node steps = placed(YamlParser.parse(Text.of(String.join("\n", preset.steps()))).root(), place);
        List<Node.Entry> entries = new ArrayList<>(root.entries());
        Node.Scalar key = new Node.Scalar(place, STEPS, Node.Style.PLAIN, Node.Kind.STRING);
        entries.add(new Node.Entry(key, steps, place, true));
        return new Node.Mapping(root.span(), entries, root.written());
    }

    private static Node placed(Node node, Span place) {
        return switch (node) {
            case Node.Mapping mapping -> new Node.Mapping(
                    place,
                    mapping.entries().stream()
                            .map(e -> new Node.Entry(
                                    (Node.Scalar) placed(e.key(), place), placed(e.value(), place), place, true))
                            .toList());
            case Node.Sequence list -> new Node.Sequence(
                    place,
                    list.items().stream().map(item -> placed(item, place)).toList(),
                    list.items().stream().map(item -> place).toList());
            case Node.Scalar scalar -> new Node.Scalar(place, scalar.text(), scalar.style(), scalar.kind());
            case Node.Missing missing -> new Node.Missing(place);
        };
    }

    /** Where the preset of a recipe is named, if its steps are those of one. */
    public static Optional<Node.Entry> entry(Node.Mapping root) {
        return root.entry(NamedPreset.KEY)
                .filter(preset -> root.entry(STEPS)
                        .filter(steps -> steps.merged() && steps.place().equals(preset.place()))
                        .isPresent());
    }

    /** Findings about the steps of a preset cannot be mended where it is named: its steps must stand there first. */
    public static List<Finding> mended(Text text, Node.Mapping root, List<Finding> findings) {
        Optional<Node.Entry> entry = entry(root);
        if (entry.isEmpty()) {
            return findings;
        }
        Span place = entry.get().place();
        Optional<Fix> inline = inline(text, root);
        return findings.stream()
                .map(finding -> {
                    List<Fix> fixes = new ArrayList<>(finding.fixes().stream()
                            .filter(fix -> fix.edits().stream().noneMatch(edit -> isWithin(edit, place)))
                            .toList());
                    if (finding.span().equals(place)) {
                        inline.filter(fix -> !fixes.contains(fix)).ifPresent(fixes::add);
                    }
                    return fixes.equals(finding.fixes()) ? finding : finding.withFixes(fixes);
                })
                .toList();
    }

    private static boolean isWithin(Edit edit, Span place) {
        return edit.span().start() >= place.start() && edit.span().end() <= place.end();
    }

    /** Puts the steps in the place of the preset; empty where a recipe has none, or has it in braces or by an anchor. */
    public static Optional<Fix> inline(Text text, Node.Mapping root) {
        return entry(root)
                .filter(entry -> !entry.merged() && !TreeEdits.isFlow(text, root))
                .filter(entry -> text.slice(entry.span()).startsWith(NamedPreset.KEY))
                .flatMap(entry -> NamedPreset.of(((Node.Scalar) entry.value()).text())
                        .map(preset -> Fix.replace(
                                "Inline preset " + preset.name(),
                                entry.span(),
                                preset.inline(text.position(entry.span().start()).column(), text.lineBreak()))));
    }
}
