package dev.mlrecipe.export;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.recipe.AccuracyLimit;
import dev.mlrecipe.recipe.Expectations;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.MeasuredEntry;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Writes a recipe as plain configurations of coremltools 9.0 and a script that applies them. Pure.
 *
 * <p>The files: {@code step1.yaml}, {@code step2.yaml}, … (a step that needs two functions of coremltools continues as
 * {@code step2b.yaml}) and {@code compress.py}. For neural networks, of which coremltools knows no configurations, only
 * {@code compress.py}.
 */
public final class CoremltoolsExport {
    private CoremltoolsExport() {}

    /** Why coremltools cannot compress a model whatever the recipe, in one sentence; empty if it can. */
    public static Optional<String> obstacle(ModelIndex index) {
        if (index.kind() == ModelKind.PIPELINE) {
            return Optional.of("it is a pipeline, and coremltools cannot be told which of its models a layer is in; export"
                    + " a recipe for each");
        }
        if (index.kind() == ModelKind.OTHER) {
            return Optional.of("it is neither an ML program nor a neural network");
        }
        if (index.functions().size() > 1) {
            return Optional.of("it has " + index.functions().size() + " functions (" + String.join(", ", index.functions())
                    + "), and coremltools compresses models with one function only");
        }
        return Optional.empty();
    }

    public static Export of(ExportSource source) {
        List<Note> notes = new ArrayList<>();
        checkedByUsAlone(source, notes);
        return source.kind() == ModelKind.NEURAL_NETWORK ? network(source, notes) : program(source, notes);
    }

    private static Export network(ExportSource source, List<Note> notes) {
        if (source.planning().isEmpty()) {
            notes.add(new Note(1, "coremltools wants the names of a neural network's layers, and its model cannot be read"));
        }
        Optional<Export.File> script =
                source.planning().flatMap(planning -> new NetworkExport(source, notes).script(planning));
        return new Export(script.stream().toList(), notes);
    }

    private static Export program(ExportSource source, List<Note> notes) {
        List<Document> documents = new ArrayList<>();
        for (Step step : source.recipe().steps()) {
            documents.addAll(new StepExport(source, step, notes).documents());
        }
        notes.sort(Comparator.comparingInt(Note::line));
        if (documents.isEmpty()) {
            return new Export(List.of(), notes);
        }
        List<Export.File> files = new ArrayList<>();
        documents.forEach(document -> files.add(new Export.File(document.fileName(), document.yaml())));
        files.add(new Export.File("compress.py", new Script(source, documents, notes).text()));
        return new Export(files, notes);
    }

    private static void checkedByUsAlone(ExportSource source, List<Note> notes) {
        Recipe recipe = source.recipe();
        Expectations expect = recipe.expect();
        boolean network = source.kind() == ModelKind.NEURAL_NETWORK;
        note(
                source,
                "target",
                starts(recipe.targets()),
                network
                        ? "the script raises the model's version as far as its weights need"
                        : "coremltools takes the target when it converts a model",
                notes);
        note(
                source,
                "raise_opset",
                starts(recipe.raiseOpset().filter(Located::value).stream().toList()),
                "raise the model with `mlrecipe raise` first, and name the raised one",
                notes);
        note(source, "devices", starts(recipe.devices()), "left out", notes);
        note(source, "measured", starts(recipe.measured().stream().map(MeasuredEntry::file).toList()), "left out", notes);
        note(
                source,
                "data",
                recipe.calibration().data().stream().mapToInt(data -> data.span().start()).min(),
                "coremltools takes samples from Python",
                notes);
        note(source, "statistics", starts(recipe.calibration().statistics().stream().toList()), "left out", notes);
        note(source, "compute_units", starts(recipe.computeUnits().stream().toList()), "left out", notes);
        Stream<Located<?>> all = Stream.of(
                        expect.minRatio().stream(),
                        expect.maxSize().stream(),
                        expect.minSnrDb().stream(),
                        expect.maxSkipped().stream(),
                        expect.maxLatencyMs().values().stream(),
                        expect.maxWeightMemory().values().stream(),
                        expect.accuracy().stream().map(AccuracyLimit::value))
                .flatMap(located -> located);
        note(source, "expect", starts(all.toList()), "check it with `mlrecipe check`", notes);
    }

    private static OptionalInt starts(Collection<? extends Located<?>> values) {
        return values.stream().mapToInt(value -> value.span().start()).min();
    }

    private static void note(ExportSource source, String key, OptionalInt start, String instead, List<Note> notes) {
        if (start.isPresent()) {
            notes.add(new Note(
                    source.line(start.getAsInt()), key + " has no equivalent in a coremltools configuration; " + instead));
        }
    }
}
