package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.Snapshot;
import dev.mlrecipe.recipe.DataEntry;
import dev.mlrecipe.recipe.Expectations;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.session.SuggestRun;
import dev.mlrecipe.session.SuggestRun.Need;
import dev.mlrecipe.suggest.Budget;
import dev.mlrecipe.text.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.Range;

/**
 * {@code mlrecipe.suggest}: a recipe that reaches what an open one expects. Arguments: the address of the document and
 * the key of {@code expect}, which may be left out where there is one. The model runs on what its {@code data} names. The
 * recipe is written beside it and shown.
 */
final class SuggestCommand {
    static final String NAME = "mlrecipe.suggest";

    private SuggestCommand() {}

    /** Something that a recipe expects and that a recipe can be suggested for. */
    private record Wanted(String key, String value, Span span, List<String> devices, Need need) {}

    private static List<Wanted> wanted(Recipe recipe) {
        Expectations expect = recipe.expect();
        List<String> devices = recipe.devices().stream().map(Located::value).toList();
        List<Wanted> wanted = new ArrayList<>();
        expect.minRatio().ifPresent(ratio -> wanted.add(new Wanted(
                "min_ratio", ratio.value().toString(), ratio.span(), devices, of(new Budget.MinRatio(ratio.value())))));
        expect.maxSize().ifPresent(size -> wanted.add(new Wanted(
                "max_size", size.value() + " B", size.span(), devices, new Need.MaxSize(size.value()))));
        expect.minSnrDb().ifPresent(snr -> wanted.add(new Wanted(
                "min_snr_db", snr.value().toString(), snr.span(), devices, of(new Budget.MinSnr(snr.value())))));
        expect.maxLatencyMs().forEach((device, latency) -> wanted.add(new Wanted(
                "max_latency_ms",
                latency.value() + " on " + device,
                latency.span(),
                List.of(device),
                of(new Budget.MaxLatency(latency.value())))));
        return wanted;
    }

    private static Need of(Budget budget) {
        return new Need.OfWeights(budget);
    }

    static void run(Workspace workspace, OpenDocument document, ExecuteCommandParams params) {
        Snapshot snapshot = document.understanding().snapshot();
        List<Wanted> all = wanted(snapshot.parsed().recipe());
        Optional<String> key = Commands.argument(params, 1);
        List<Wanted> chosen = all.stream().filter(one -> key.isEmpty() || key.get().equals(one.key())).toList();
        if (chosen.isEmpty()) {
            throw Commands.refusal("the recipe has no budget: give expect a min_ratio, max_size, min_snr_db or"
                    + " max_latency_ms");
        }
        if (key.isEmpty() && chosen.size() > 1) {
            throw Commands.refusal("for which of "
                    + chosen.stream().map(Wanted::key).distinct().collect(Collectors.joining(", ")) + "?");
        }
        Path model = snapshot.paths()
                .flatMap(paths -> paths.model())
                .orElseThrow(() -> Commands.refusal("the recipe names no model"));
        Optional<String> forbidden = workspace.boundaryAround(document.uri()).forbidsReading(model);
        if (forbidden.isPresent()) {
            throw Commands.refusal(model + " " + forbidden.get());
        }
        Recipe recipe = snapshot.parsed().recipe();
        Optional<SuggestRun.Data> data = recipe.calibration().data()
                .map(entry -> data(workspace, document, snapshot, entry));
        workspace.suggestions().start(
                document,
                document.uri().path().orElseThrow(),
                model,
                new SuggestRun.Request(
                        recipe.model().orElseThrow().value(),
                        recipe.targets().stream().map(Located::value).toList(),
                        chosen.getFirst().devices(),
                        recipe.computeUnits().map(Located::value),
                        data,
                        chosen.getFirst().need()));
    }

    private static SuggestRun.Data data(
            Workspace workspace, OpenDocument document, Snapshot snapshot, DataEntry entry) {
        Map<String, Path> paths = new LinkedHashMap<>();
        for (Located<String> word : entry.paths()) {
            Path path = snapshot.paths()
                    .flatMap(known -> known.beside(word.value()))
                    .orElseThrow(() -> Commands.refusal(word.value() + ": no path"));
            workspace.boundaryAround(document.uri()).forbidsReading(path).ifPresent(reason -> {
                throw Commands.refusal(path + " " + reason);
            });
            paths.put(word.value(), path);
        }
        return new SuggestRun.Data(paths, entry.samples(), entry.seed());
    }

    /** At what a recipe expects. */
    static List<CodeAction> actions(Understanding document, String uri, Range range) {
        Snapshot snapshot = document.snapshot();
        if (document.file().isEmpty() || snapshot.paths().flatMap(paths -> paths.model()).isEmpty()) {
            return List.of();
        }
        return wanted(snapshot.parsed().recipe()).stream()
                .filter(one -> snapshot.text().line(one.span().start()) == range.getStart().getLine())
                .map(one -> action(one, uri))
                .toList();
    }

    private static CodeAction action(Wanted wanted, String uri) {
        String title = "Suggest a recipe for " + wanted.key() + " " + wanted.value();
        CodeAction action = new CodeAction(title);
        action.setKind(CodeActionKind.RefactorRewrite);
        action.setCommand(new Command(title, NAME, List.of(uri, wanted.key())));
        return action;
    }
}
