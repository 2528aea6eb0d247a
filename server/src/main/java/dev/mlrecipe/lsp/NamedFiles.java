package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.RecipePaths;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** Models, measured files and statistics below a folder, as a recipe there would name them. */
final class NamedFiles {
    private static final int DEPTH = 6;
    private static final int MOST = 200;
    private static final int MOST_LOOKED_AT = 20_000;

    private NamedFiles() {}

    /** @return sorted; not all of them in very large folders, none that is hidden */
    static List<String> near(Path folder) {
        List<String> found = new ArrayList<>();
        int[] looked = {0};
        try {
            Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    String name = path.equals(folder) ? "" : name(path);
                    if (name.endsWith(".mlpackage")) {
                        found.add(RecipePaths.seenFrom(folder, path));
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return name.startsWith(".") || name.equals("node_modules") || name.endsWith(".mlmodelc")
                            ? FileVisitResult.SKIP_SUBTREE
                            : goOn();
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    String name = name(path);
                    if (name.endsWith(".mlmodel") || isMeasured(name) || name.endsWith("statistics.json")) {
                        found.add(RecipePaths.seenFrom(folder, path));
                    }
                    return goOn();
                }

                @Override
                public FileVisitResult visitFileFailed(Path path, IOException refused) {
                    return goOn();
                }

                private FileVisitResult goOn() {
                    return ++looked[0] > MOST_LOOKED_AT || found.size() >= MOST
                            ? FileVisitResult.TERMINATE
                            : FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            return List.of();
        }
        found.sort(null);
        return List.copyOf(found);
    }

    /** What the tools call such files; a recipe may name others. */
    private static boolean isMeasured(String name) {
        return name.endsWith(".measured.json")
                || name.endsWith(".mlcomputeplan.json")
                || name.equals("compute_plan_operation_table.json");
    }

    private static String name(Path path) {
        return path.getFileName().toString().toLowerCase(Locale.ROOT);
    }
}
