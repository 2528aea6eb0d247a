package dev.mlrecipe.intellij;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCommandTest {
    private static final Pattern FAST_START = Pattern.compile("(?m)^fast_start=\"(.*?) \\$collector\"");
    private static final Pattern OF_SERVER = Pattern.compile("(?m)^ *lsp\\) tiers=\"(.*?)\"");

    @TempDir
    private Path folder;

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.find(), pattern.pattern());
        return matcher.group(1);
    }

    /** What makes the server start quickly and stay small was found out once. */
    @Test
    void theFlagsAreThoseOfTheLauncher() throws Exception {
        String launcher = Files.readString(Path.of(System.getProperty("mlrecipe.root"), "mlrecipe"));
        Set<String> flags = new TreeSet<>(List.of(find(FAST_START, launcher).split(" ")));
        flags.addAll(List.of(find(OF_SERVER, launcher).split(" ")));
        flags.addAll(List.of("-XX:+UseSerialGC", "-Xshare:auto"));
        Path jar = Files.createFile(folder.resolve("mlrecipe.jar"));
        List<String> words = new ServerCommand(Path.of("/jbr"), 21, jar).words();
        assertEquals(Path.of("/jbr/bin/java").toString(), words.getFirst());
        assertEquals(List.of("-jar", jar.toString(), "lsp", "--stdio"), words.subList(words.size() - 4, words.size()));
        assertEquals(flags, new TreeSet<>(words.subList(1, words.size() - 4)));
    }

    @Test
    void onWindowsTheRuntimeHasAnotherName() throws Exception {
        Path java = Files.createFile(Files.createDirectories(folder.resolve("bin")).resolve("java.exe"));
        Path jar = Files.createFile(folder.resolve("mlrecipe.jar"));
        assertEquals(java.toString(), new ServerCommand(folder, 21, jar).words().getFirst());
    }
}
