package dev.mlrecipe.coreml.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Packages;
import dev.mlrecipe.coreml.program.CanonicalProgram;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.tensor.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Activations quantized from the statistics that coremltools was given too. */
final class ActivationGoldensTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("mlrecipe.root"), "server/src/test/resources/goldens/w8a8");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"lin_int8, INT8, false", "lin_uint8, UINT8, false", "sym_int8, INT8, true"})
    void theSameGraphScalesAndZeroPointsAsCoremltools(String golden, DataType codes, boolean symmetric)
            throws IOException {
        Path output = quantized("base_ios17_fp16", new Scheme(codes, symmetric));

        assertEquals(
                lines(CanonicalProgram.unordered(FOLDER.resolve("a8_ios17_fp16_" + golden + ".mlpackage"))),
                lines(CanonicalProgram.unordered(output)));
    }

    /** coremltools fails for float32. */
    @Test
    void aFloat32ProgramIsRaisedAndGetsFloat32Scales() throws IOException {
        List<String> half = CanonicalProgram.unordered(quantized("base_ios17_fp16", new Scheme(DataType.INT8, true)));
        Path output = quantized("base_ios16_fp32", new Scheme(DataType.INT8, true));
        List<String> single = CanonicalProgram.unordered(output);

        assertEquals(types(half), types(single));
        assertEquals("version 8, CoreML7", single.get(single.size() - 1));
        assertTrue(single.stream().filter(line -> line.startsWith("dequantize")).allMatch(line -> line.contains("FLOAT32")));
    }

    private static String lines(List<String> program) {
        return String.join("\n", program);
    }

    private static Map<String, Long> types(List<String> lines) {
        return lines.stream()
                .map(line -> line.split(" ")[0])
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    private Path quantized(String base, Scheme scheme) throws IOException {
        Path input = FOLDER.resolve(base + ".mlpackage");
        Path output = folder.resolve(base + ".mlpackage");
        Map<String, Scheme> chosen = ActivationCuts.sites(main(input)).stream()
                .collect(Collectors.toMap(ActivationSite::op, site -> scheme));
        try (CoreMlModel model = CoreMlModels.open(input)) {
            model.write(
                    output,
                    new CoreMlModel.Edit(Map.of(), Map.of(), Opset.COREML7)
                            .with(new Activations(chosen, statistics())));
        }
        return output;
    }

    private static dev.mlrecipe.coreml.proto.mil.Function main(Path input) throws IOException {
        Model model = Packages.model(input);
        return model.getMlProgram().getFunctionsOrThrow("main");
    }

    private static Map<String, Range> statistics() throws IOException {
        JsonNode stats = new ObjectMapper().readTree(FOLDER.resolve("stats.json").toFile());
        return stats.properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        e -> new Range(e.getValue().get(0).asDouble(), e.getValue().get(1).asDouble())));
    }
}
