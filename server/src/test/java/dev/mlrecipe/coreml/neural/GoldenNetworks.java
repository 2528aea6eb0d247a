package dev.mlrecipe.coreml.neural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The neural networks of coremltools that the tests compare with. */
public final class GoldenNetworks {
    private static final Path FOLDER =
            Path.of(System.getProperty("mlrecipe.root"), "server/src/test/resources/goldens/nn");

    private GoldenNetworks() {}

    /** Names of all networks: {@code cnn} and {@code seq} are the originals of the others. */
    public static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".mlmodel"))
                    .map(name -> name.substring(0, name.lastIndexOf('.')))
                    .sorted()
                    .toList();
        }
    }

    public static Path file(String name) {
        return FOLDER.resolve(name + ".mlmodel");
    }

    /** What is known about the weights of a network, by layer and field. */
    public static Map<String, JsonNode> weights(String name) throws IOException {
        JsonNode all = new ObjectMapper().readTree(FOLDER.resolve("nn.json").toFile()).get(name).get("weights");
        Map<String, JsonNode> weights = new LinkedHashMap<>();
        // "/conv1.convolution.weights" is the layer, its type and the field.
        for (Map.Entry<String, JsonNode> entry : all.properties()) {
            String[] path = entry.getKey().substring(1).split("\\.");
            if (path.length == 3) {
                weights.put(path[0] + "." + path[2], entry.getValue());
            }
        }
        return weights;
    }
}
