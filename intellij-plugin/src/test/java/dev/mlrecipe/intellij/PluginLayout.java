package dev.mlrecipe.intellij;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What lies where in the zip: the IDE loads every jar in {@code lib}, and none in {@code server}. */
final class PluginLayout {
    /** What LSP4IJ or the IDE has itself; a second one beside it cannot be cast to the first. */
    private static final List<String> FOREIGN = List.of(
            "org/eclipse/lsp4j/", "com/redhat/", "com/intellij/", "com/google/gson/", "kotlin/", "dev/mlrecipe/cli/");

    private PluginLayout() {}

    static List<String> problems(PluginZip zip) throws IOException {
        List<String> problems = new ArrayList<>();
        Map<String, byte[]> files = zip.files();
        Set<String> expected = Set.of(PluginZip.JAR, PluginZip.SERVER);
        if (!files.keySet().equals(expected)) {
            problems.add("files " + files.keySet() + " instead of " + expected);
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().startsWith("mlrecipe/lib/")) {
                foreign(file.getKey(), file.getValue(), problems);
            }
        }
        return problems;
    }

    private static void foreign(String jar, byte[] content, List<String> problems) throws IOException {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
                String name = entry.getName();
                FOREIGN.stream()
                        .filter(foreign -> name.startsWith(foreign) && name.endsWith(".class"))
                        .forEach(foreign -> problems.add(jar + " has " + name));
            }
        }
    }
}
