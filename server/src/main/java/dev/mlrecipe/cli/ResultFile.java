package dev.mlrecipe.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.session.InputException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/** Files with results beside the model: {@code --json} and {@code --html}. */
final class ResultFile {
    /** Standard output. */
    static final String STDOUT = "-";

    private ResultFile() {}

    /** JSON as it is printed: indented, line feeds whatever the system. */
    static String text(JsonNode json) {
        try {
            DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                    .withObjectIndenter(indenter)
                    .withArrayIndenter(indenter);
            return new ObjectMapper().writer(printer).writeValueAsString(json) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Prints to standard output or writes a file, as {@code target} says; null does nothing. */
    static void json(String target, JsonNode json, Console console) throws IOException {
        if (STDOUT.equals(target)) {
            console.result(json);
        } else if (target != null) {
            write(Path.of(target), text(json));
        }
    }

    /**
     * Refuses a file that a result must not replace, before anything runs.
     *
     * @param inputs recipes and models
     * @throws InputException if {@code target} is one of them or lies inside one
     */
    static void requireHarmless(String option, String target, List<Path> inputs) throws InputException {
        if (target == null || target.equals(STDOUT)) {
            return;
        }
        Path file = Path.of(target).toAbsolutePath().normalize();
        for (Path input : inputs) {
            if (file.startsWith(input.toAbsolutePath().normalize())) {
                throw new InputException(option + " " + target + " would overwrite " + input + "; give another file");
            }
        }
        if (Files.isDirectory(file)) {
            throw new InputException(option + " " + target + " is a folder; give a file");
        }
    }

    /**
     * Refuses to replace a file unasked, before anything runs.
     *
     * @param force whether {@code --force} was given
     */
    static void requireNew(Path file, boolean force) throws InputException {
        if (!force && Files.exists(file)) {
            throw new InputException(file + " exists; --force overwrites it");
        }
    }

    /** Writes a whole file or none. */
    static void write(Path file, String content) throws IOException {
        write(file, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }

    /** What a file is to hold. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes a whole file or none. */
    static void write(Path file, Content content) throws IOException {
        Path absolute = file.toAbsolutePath();
        try {
            Files.createDirectories(absolute.getParent());
            // Not a temporary file of the platform: those only their owner may read, and so would the result.
            Path aside = absolute.resolveSibling(".mlrecipe-" + UUID.randomUUID() + ".tmp");
            try {
                try (OutputStream out = new BufferedOutputStream(
                        Files.newOutputStream(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                    content.writeTo(out);
                }
                Files.move(aside, absolute, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException problem) {
            throw new IOException(file + ": cannot be written: " + FileProblems.describe(problem), problem);
        }
    }
}
