package dev.mlrecipe.lsp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Models for tests: the one of the examples. */
final class Models {
    private Models() {}

    /** A recipe of that model that compresses at once. */
    static final String RECIPE = """
            model: Net.mlpackage
            output: out/Net.mlpackage
            target: iOS18
            config_type: OpPalettizerConfig
            global_config:
              mode: kmeans
              nbits: 4
            """;

    /** Puts the model into a folder under a name. */
    static Path put(Path folder, String name) throws IOException {
        Path target = folder.resolve(name);
        copy(Path.of("..", "examples", "models", "DigitNet_iOS18.mlpackage"), target);
        return target;
    }

    /** The file with the weights of a package. */
    static Path weights(Path model) {
        return model.resolve("Data/com.apple.CoreML/weights/weight.bin");
    }

    static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            files.forEach(file -> {
                try {
                    Path copy = target.resolve(source.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.write(copy, Files.readAllBytes(file));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
