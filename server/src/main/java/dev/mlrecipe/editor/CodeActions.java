package dev.mlrecipe.editor;

import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.recipe.Presets;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Fixes of the findings at a place, and comments that hide them. */
public final class CodeActions {
    private static final Pattern IGNORE = Pattern.compile("mlrecipe:\\s*ignore\\b(.*)");

    private CodeActions() {}

    /** Fixes, those that only spell out what was meant first, then the comments. None twice. */
    public static List<CodeAction> at(Snapshot snapshot, Span range) {
        List<Finding> findings = Stream.concat(
                        snapshot.analysis().findings().stream(), ResultFindings.of(snapshot).stream())
                .filter(finding -> meets(finding.span(), range))
                .toList();
        Map<List<Edit>, CodeAction> fixes = new LinkedHashMap<>();
        findings.forEach(finding -> collect(finding, fixes));
        for (Snapshot part : snapshot.parts()) {
            part.analysis().findings().stream()
                    .filter(finding -> meets(finding.span(), range))
                    .forEach(finding -> collect(mended(part, part.analysis().advised(finding)), fixes));
        }
        List<CodeAction> actions = new ArrayList<>(fixes.values());
        actions.sort(Comparator.comparing(action -> !action.preferred()));
        Set<String> hidden = new HashSet<>();
        for (Finding finding : findings) {
            if (!Code.blocks(finding) && hidden.add(finding.code() + snapshot.text().line(finding.span().start()))) {
                actions.add(suppress(snapshot, finding));
            }
        }
        return actions;
    }

    private static Finding mended(Snapshot snapshot, Finding finding) {
        return Presets.mended(snapshot.text(), snapshot.parsed().root(), List.of(finding)).getFirst();
    }

    private static void collect(Finding finding, Map<List<Edit>, CodeAction> fixes) {
        for (Finding.Fix fix : finding.fixes()) {
            fixes.putIfAbsent(
                    fix.edits(),
                    new CodeAction(fix.title(), CodeAction.Kind.FIX, fix.edits(), Optional.of(finding), fix.preferred()));
        }
    }

    /** Other ways to compress for the steps whose class or {@code global_config} stands there, with what they gain. */
    public static List<CodeAction> rewrites(Snapshot file, Span range) {
        Snapshot snapshot = file.at(range.start());
        Optional<Node.Entry> preset = Presets.entry(snapshot.parsed().root());
        if (preset.isPresent()) {
            return Presets.inline(snapshot.text(), snapshot.parsed().root()).stream()
                    .filter(fix -> meets(preset.get().span(), range))
                    .map(fix -> new CodeAction(fix.title(), CodeAction.Kind.REWRITE, fix.edits(), Optional.empty(), false))
                    .toList();
        }
        return snapshot.analysis().alternatives().stream()
                .flatMap(alternatives -> snapshot.parsed().recipe().steps().stream()
                        .filter(step -> meets(snapshot, step, range))
                        .flatMap(step -> alternatives.of(step).stream()))
                .map(fix -> new CodeAction(fix.title(), CodeAction.Kind.REWRITE, fix.edits(), Optional.empty(), false))
                .toList();
    }

    private static boolean meets(Snapshot snapshot, Step step, Span range) {
        return snapshot.parsed().node(step).stream()
                .flatMap(node -> Stream.of("config_type", "global_config").flatMap(key -> node.entry(key).stream()))
                .anyMatch(entry -> meets(entry.span(), range));
    }

    private static boolean meets(Span span, Span range) {
        return span.start() <= range.end() && range.start() <= span.end();
    }

    private static CodeAction suppress(Snapshot snapshot, Finding finding) {
        Text text = snapshot.text();
        int line = text.line(finding.span().start());
        Edit edit = above(snapshot, line)
                .map(comment -> new Edit(Span.at(comment.span().end()), " " + finding.code()))
                .orElseGet(() -> new Edit(
                        Span.at(text.lineSpan(line).start()),
                        text.indentation(line) + "# mlrecipe: ignore " + finding.code() + text.lineBreak()));
        return new CodeAction(
                "Ignore " + finding.code() + " here",
                CodeAction.Kind.SUPPRESS,
                List.of(edit),
                Optional.of(finding),
                false);
    }

    /** A comment that hides other findings of the line already. */
    private static Optional<YamlTree.Comment> above(Snapshot snapshot, int line) {
        Text text = snapshot.text();
        return snapshot.parsed().tree().comments().stream()
                .filter(comment -> text.line(comment.span().start()) == line - 1)
                .filter(comment -> text.indentation(line - 1).length()
                        == comment.span().start() - text.lineSpan(line - 1).start())
                .filter(comment -> {
                    Matcher ignore = IGNORE.matcher(comment.text());
                    return ignore.matches() && Pattern.matches("[\\s,a-z-]*", ignore.group(1));
                })
                .findFirst();
    }
}
