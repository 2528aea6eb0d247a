package dev.mlrecipe.coreml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The packages of coremltools that the tests compare with. */
public final class Goldens {
    private static final Path FOLDER =
            Path.of(System.getProperty("mlrecipe.root"), "server/src/test/resources/goldens");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Goldens() {}

    /** All packages. */
    public static List<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER, 3)) {
            return files.filter(file -> file.toString().endsWith(".mlpackage")).sorted().toList();
        }
    }

    /** An uncompressed package, for example {@code net_fp16_ios16}. */
    public static Path base(String name) {
        return FOLDER.resolve("base").resolve(name + ".mlpackage");
    }

    /** A compressed package, for example {@code ios16_pal_unique}. */
    public static Path golden(String name) {
        return FOLDER.resolve("golden").resolve(name).resolve("model.mlpackage");
    }

    /** Names of the compressed packages that coremltools could make. */
    public static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("golden"))) {
            return files.filter(folder -> Files.isRegularFile(folder.resolve("weights.json")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** What is known about the weights of a compressed package, by consumer and input. */
    public static JsonNode weights(String name) throws IOException {
        return JSON.readTree(FOLDER.resolve("golden").resolve(name).resolve("weights.json").toFile())
                .get("weights");
    }
}
