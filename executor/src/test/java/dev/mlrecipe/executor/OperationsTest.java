package dev.mlrecipe.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operation against NumPy; {@code src/test/peer/make_ops.py} made the programs and the expected values. */
class OperationsTest {
    private static final Path FAMILIES = TestData.ROOT.resolve("executor/src/test/resources/ops");
    private static final double TOLERANCE = 2e-5;

    @TestFactory
    Stream<DynamicContainer> operationsComputeWhatNumPyComputes() throws IOException {
        try (Stream<Path> families = Files.list(FAMILIES)) {
            return families.sorted().toList().stream().map(folder -> {
                String name = folder.getFileName().toString();
                try {
                    return DynamicContainer.dynamicContainer(name, tests(folder));
                } catch (IOException failed) {
                    return DynamicContainer.dynamicContainer(
                            name, List.of(DynamicTest.dynamicTest(name, () -> fail(failed))));
                }
            });
        }
    }

    private static Stream<DynamicTest> tests(Path folder) throws IOException {
        Map<String, Tensor> inputs = JsonTensors.read(folder.resolve("values.json"), "inputs");
        Map<String, Tensor> expected = JsonTensors.read(folder.resolve("values.json"), "outputs");
        try (Session session = TestData.open(folder.resolve("model.mlpackage"), ExecuteOptions.defaults())) {
            Map<String, Tensor> computed = session.run(inputs);
            Stream<DynamicTest> outputs = expected.entrySet().stream()
                    .map(entry -> DynamicTest.dynamicTest(
                            entry.getKey(), () -> compare(entry.getValue(), computed.get(entry.getKey()))));
            DynamicTest all =
                    DynamicTest.dynamicTest("all can be run", () -> assertEquals(List.of(), session.unsupported()));
            return Stream.concat(Stream.of(all), outputs.toList().stream());
        }
    }

    private static void compare(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        assertEquals(expected.getClass(), actual.getClass());
        float[] e = expected.toFloats();
        float[] a = actual.toFloats();
        double largest = 1;
        for (float value : e) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < e.length; i++) {
            if (!(Math.abs(e[i] - a[i]) <= TOLERANCE * largest)) {
                fail("element " + i + " of " + expected.shape() + ": " + e[i] + " expected, found " + a[i]);
            }
        }
    }
}
