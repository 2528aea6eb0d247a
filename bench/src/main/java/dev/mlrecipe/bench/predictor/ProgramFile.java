package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.predict.StoredWeight;
import dev.mlrecipe.predict.Work;
import dev.mlrecipe.predict.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A float16 program as a text file, one operation a line: name, type, multiply-adds, inputs, outputs, weights, between
 * semicolons. A value is {@code name:dtype:shape}, a weight {@code id:input:shape}, a shape {@code 1x3x224x224}.
 */
final class ProgramFile {
    private ProgramFile() {}

    static void write(Path file, Workload workload) throws IOException {
        Files.write(file, workload.work().stream().map(ProgramFile::line).toList());
    }

    static Workload read(Path file) throws IOException {
        return new Workload("main", Files.readAllLines(file).stream().map(ProgramFile::work).toList(), List.of());
    }

    private static String line(Work work) {
        return String.join(";", List.of(
                work.op(),
                work.type(),
                Long.toString(work.multiplyAdds()),
                values(work.inputs()),
                values(work.outputs()),
                work.weights().stream()
                        .map(weight -> weight.id() + ":" + weight.input() + ":" + shape(weight.shape()))
                        .collect(Collectors.joining(" "))));
    }

    private static String values(List<ValueFacts> values) {
        return values.stream()
                .map(value -> value.name() + ":" + value.dtype() + ":" + shape(value.shape()))
                .collect(Collectors.joining(" "));
    }

    private static String shape(List<Long> dims) {
        return dims.stream().map(String::valueOf).collect(Collectors.joining("x"));
    }

    private static Work work(String line) {
        String[] cells = line.split(";", -1);
        return new Work(
                cells[0],
                cells[1],
                parts(cells[3]).map(p -> new ValueFacts(p[0], dims(p[2]), p[1])).toList(),
                parts(cells[4]).map(p -> new ValueFacts(p[0], dims(p[2]), p[1])).toList(),
                Long.parseLong(cells[2]),
                parts(cells[5]).map(p -> weight(Integer.parseInt(p[0]), p[1], dims(p[2]))).toList(),
                true);
    }

    private static Stream<String[]> parts(String cell) {
        return cell.isEmpty() ? Stream.empty() : Arrays.stream(cell.split(" ")).map(p -> p.split(":", -1));
    }

    private static List<Long> dims(String shape) {
        return shape.isEmpty() ? List.of() : Arrays.stream(shape.split("x")).map(Long::valueOf).toList();
    }

    private static StoredWeight weight(int id, String input, List<Long> shape) {
        long elements = shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
        return new StoredWeight(id, input, shape, Set.of(), 2 * elements, 1, 0, false);
    }
}
