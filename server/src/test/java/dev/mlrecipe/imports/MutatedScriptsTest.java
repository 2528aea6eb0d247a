package dev.mlrecipe.imports;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scripts of the corpus with lines and characters that are others: each gives recipes that can be read, or none. */
class MutatedScriptsTest {
    private static final int OF_EACH = 60;

    /** What holds for whatever is imported. */
    static void check(String fileName, String content) {
        for (ImportedRecipe recipe : Corpus.recipes(fileName, content)) {
            assertFalse(recipe.name().isBlank());
            for (Note note : recipe.notes()) {
                String said = note.words().substring(note.place().length());
                assertTrue(recipe.text().contains(said), () -> note + " in\n" + recipe.text() + "of\n" + content);
            }
            // Whatever the script says, the recipe is YAML.
            assertTrue(
                    Corpus.PARSER.parse(Text.of(recipe.text())).findings().stream()
                            .noneMatch(finding -> finding.code().equals("syntax")),
                    () -> recipe.text() + "of\n" + content);
        }
    }

    @Test
    @Timeout(120)
    void nothingStopsAnImport() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Path> files = Corpus.files().stream().filter(file -> file.toString().matches(".*\\.(py|ipynb)")).toList();
        List<String> lines = new ArrayList<>();
        for (Path file : files) {
            lines.addAll(Files.readAllLines(file));
        }
        for (Path file : files) {
            for (int i = 0; i < OF_EACH; i++) {
                check(file.getFileName().toString(), mutated(Files.readString(file), lines, random));
            }
        }
    }

    private static String mutated(String content, List<String> others, Random random) {
        List<String> lines = new ArrayList<>(Arrays.asList(content.split("\n", -1)));
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(lines.size());
            switch (random.nextInt(8)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, others.get(random.nextInt(others.size())));
                case 2 -> lines.set(at, others.get(random.nextInt(others.size())));
                case 3 -> Collections.swap(lines, at, random.nextInt(lines.size()));
                case 4 -> lines.addAll(at, List.copyOf(lines.subList(at, Math.min(lines.size(), at + 5))));
                case 5 -> lines.set(at, "    " + lines.get(at));
                case 6 -> lines.set(at, withoutSome(lines.get(at), random));
                default -> lines.set(at, withOne(lines.get(at), random));
            }
            if (lines.isEmpty()) {
                lines.add("");
            }
        }
        return String.join("\n", lines);
    }

    private static String withoutSome(String line, Random random) {
        int from = random.nextInt(line.length() + 1);
        int to = Math.min(line.length(), from + random.nextInt(6));
        return line.substring(0, from) + line.substring(to);
    }

    private static String withOne(String line, Random random) {
        String signs = "()[]{}:=,.'\"\\#\n\t*%!@é\u2028\u0000-+ifor0";
        int at = random.nextInt(line.length() + 1);
        return line.substring(0, at) + signs.charAt(random.nextInt(signs.length())) + line.substring(at);
    }
}
