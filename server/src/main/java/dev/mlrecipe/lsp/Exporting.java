package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.editor.Snapshot;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.export.CoremltoolsExport;
import dev.mlrecipe.export.Export;
import dev.mlrecipe.export.ExportSource;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.session.RealPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes a recipe as coremltools configurations into a folder beside it. */
final class Exporting {
    private Exporting() {}

    /** Returns what to tell the user. Files that exist with other content stay as they are. */
    static String write(Understanding document) {
        Snapshot snapshot = document.snapshot();
        Path recipe = document.file().orElseThrow();
        if (snapshot.parsed().findings().stream().anyMatch(Code::blocks)) {
            return "mlrecipe: not exported: the recipe has findings that must be resolved first";
        }
        String name = RecipePaths.baseName(recipe);
        Path folder = recipe.resolveSibling(name + "-coremltools");
        Optional<String> forbidden = document.around().boundary().forbidsOutput(folder);
        if (forbidden.isPresent()) {
            return "mlrecipe: not exported: " + folder + " " + forbidden.get();
        }
        String said = "";
        for (Snapshot part : snapshot.parts()) {
            said = write(document, part, folder.resolve(part.part().name()));
        }
        return said;
    }

    private static String write(Understanding document, Snapshot snapshot, Path folder) {
        Optional<String> obstacle = snapshot.model() instanceof ModelState.Read read
                ? CoremltoolsExport.obstacle(read.index())
                : Optional.empty();
        if (obstacle.isPresent()) {
            return "mlrecipe: not exported: " + obstacle.get();
        }
        Path here = RealPaths.real(folder);
        Export export = CoremltoolsExport.of(new ExportSource(
                document.file().orElseThrow().getFileName().toString(),
                document.text(),
                snapshot.parsed().recipe(),
                snapshot.analysis().planning(),
                snapshot.paths().flatMap(paths -> paths.model()).map(path -> RecipePaths.seenFrom(here, path)),
                snapshot.paths().flatMap(paths -> paths.output()).map(path -> RecipePaths.seenFrom(here, path)),
                snapshot.kind()));
        return export.files().isEmpty()
                ? "mlrecipe: not exported: no step has an equivalent in coremltools"
                : write(export, folder);
    }

    private static String write(Export export, Path folder) {
        try {
            for (Export.File file : export.files()) {
                Path target = folder.resolve(file.name());
                if (Files.exists(target) && !Files.readString(target).equals(file.content())) {
                    return "mlrecipe: not exported: " + target + " exists and says something else; delete it first";
                }
            }
            Files.createDirectories(folder);
            for (Export.File file : export.files()) {
                Files.writeString(folder.resolve(file.name()), file.content());
            }
        } catch (IOException refused) {
            return "mlrecipe: not exported: " + FileProblems.describe(refused);
        }
        String notes = export.notes().isEmpty()
                ? ""
                : "; " + export.notes().size() + " things have no equivalent in coremltools, compress.py names them";
        return "mlrecipe: exported to " + folder + notes;
    }
}
