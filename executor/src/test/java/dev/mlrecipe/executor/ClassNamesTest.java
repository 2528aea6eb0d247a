package dev.mlrecipe.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.OutputAccuracy;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.DataType;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.ImmediateValue;
import dev.mlrecipe.coreml.proto.mil.ListValue;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.TensorValue;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.session.RecipeRuns;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.session.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels of a classifier whose classes are called zero, one, two and three. */
class ClassNamesTest {
    private static final Path MODEL = TestData.ROOT.resolve("executor/src/test/resources/ops/classifier/model.mlpackage");

    @TempDir
    private Path folder;

    private Path model;

    /** The model, and samples of the classes two, zero and three. */
    @BeforeEach
    void placeModelAndSamples() throws IOException {
        model = folder.resolve("model.mlpackage");
        Files.createDirectories(model.resolve("Data/com.apple.CoreML/weights"));
        for (String file : List.of("Manifest.json", "Data/com.apple.CoreML/model.mlmodel")) {
            Files.copy(MODEL.resolve(file), model.resolve(file));
        }
        Files.writeString(
                folder.resolve("x.json"),
                "[{\"x\": [[0.1, 0.2, 0.6, 0.1]]}, {\"x\": [[0.7, 0.1, 0.1, 0.1]]}, {\"x\": [[0.1, 0.2, 0.2, 0.5]]}]");
    }

    @Test
    void namesAndPositionsMeanTheSameClasses() throws IOException {
        assertEquals(1, accuracy("names.txt", "two\nzero\nthree\n"));
        assertEquals(1, accuracy("names.json", "[\"two\", \"zero\", \"three\"]"));
        assertEquals(1, accuracy("mixed.json", "[2, \"zero\", \"3\"]"));
        assertEquals(2 / 3.0, accuracy("wrong.csv", "two\n\"one\"\nthree\n"));
        assertEquals(0, accuracy("others.txt", "1\n1\n1\n"));
    }

    /** The classes are called 3, 1, 7 and 5: a name counts before a position, except in arrays. */
    @Test
    void numbersCanBeNames() throws IOException {
        callClasses(3, 1, 7, 5);
        assertEquals(1, accuracy("names.txt", "7\n3\n5\n"));
        assertEquals(1, accuracy("names.json", "[7, \"3\", 5]"));
        assertEquals(1 / 3.0, accuracy("wrong.txt", "1\n3\n3\n"));
        assertEquals(1 / 3.0, accuracy("positions.txt", "2\n1\n1\n"));
        assertEquals(
                "labels.txt: label 0 is 88; a class from 0 to 3 or its name, such as 3, expected", problem("88\n3\n5\n"));
    }

    private void callClasses(long... names) throws IOException {
        Path file = model.resolve("Data/com.apple.CoreML/model.mlmodel");
        Model.Builder edited = Model.parseFrom(Files.readAllBytes(file)).toBuilder();
        Function.Builder main = edited.getMlProgram().getFunctionsOrThrow("main").toBuilder();
        Block.Builder block = main.getBlockSpecializationsOrThrow(main.getOpset()).toBuilder();
        ListValue.Builder list = ListValue.newBuilder();
        for (long name : names) {
            list.addValues(Value.newBuilder().setImmediateValue(ImmediateValue.newBuilder()
                    .setTensor(TensorValue.newBuilder()
                            .setLongInts(TensorValue.RepeatedLongInts.newBuilder().addValues(name)))));
        }
        Operation.Builder classify = block.getOperationsBuilderList().stream()
                .filter(op -> op.getType().equals("classify"))
                .findFirst()
                .orElseThrow();
        Argument.Builder classes = classify.getInputsOrThrow("classes").toBuilder();
        classes.getArgumentsBuilder(0).getValueBuilder().getImmediateValueBuilder().setList(list);
        classify.putInputs("classes", classes.build());
        classify.getOutputsBuilder(0).getTypeBuilder().getTensorTypeBuilder().setDataType(DataType.INT64);
        main.putBlockSpecializations(main.getOpset(), block.build());
        edited.getMlProgramBuilder().putFunctions("main", main.build());
        Files.write(file, edited.build().toByteArray());
    }

    private double accuracy(String labels, String content) throws IOException {
        try (Techniques techniques = Techniques.builtIn();
                RecipeRuns runs = open(techniques, labels, content)) {
            RecipeRun run = runs.all().getFirst();
            assertFalse(run.blocked(), () -> run.findings().toString());
            RecipeRun.Result result = run.run(1, Progress.NONE, new Cancellation(), failure -> {
                throw new AssertionError(failure);
            });
            Accuracy.Measured measured = result.report().accuracy().measured().orElseThrow();
            OutputAccuracy label = measured.output("classLabel").orElseThrow();
            assertEquals(1, label.agreement().orElseThrow());
            assertEquals(label.labelled().orElseThrow().original(), label.labelled().orElseThrow().compressed());
            return label.labelled().orElseThrow().original();
        }
    }

    @Test
    void anUnknownNameIsInvalidDataAndTheNearestIsNamed() throws IOException {
        assertEquals(
                "labels.txt: label 1 is zeor; a class from 0 to 3 or its name, such as zero, expected; did you mean \"zero\"?",
                problem("two\nzeor\nthree\n"));
        assertEquals(
                "labels.txt: label 2 is Three; a class from 0 to 3 or its name, such as zero, expected; did you mean \"three\"?",
                problem("two\nzero\nThree\n"));
        assertEquals(
                "labels.txt: label 0 is giraffe; a class from 0 to 3 or its name, such as zero, expected",
                problem("giraffe\nzero\nthree\n"));
        assertEquals(
                "labels.txt: label 0 is 4; a class from 0 to 3 or its name, such as zero, expected",
                problem("4\nzero\nthree\n"));
    }

    private String problem(String labels) throws IOException {
        try (Techniques techniques = Techniques.builtIn();
                RecipeRuns runs = open(techniques, "labels.txt", labels)) {
            List<Finding> errors =
                    runs.findings().stream().filter(finding -> finding.code().equals("data-invalid")).toList();
            assertEquals(1, errors.size(), runs.findings().toString());
            assertTrue(runs.all().getFirst().blocked());
            return errors.getFirst().message();
        }
    }

    private RecipeRuns open(Techniques techniques, String labels, String content) throws IOException {
        Files.writeString(folder.resolve(labels), content);
        Path file = Files.writeString(
                folder.resolve("test.mlrecipe.yaml"),
                """
                model: %s
                output: out.mlpackage
                data: {path: x.json, labels: %s}
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                """
                        .formatted(model, labels));
        return RecipeRuns.open(file, RecipeRuns.Choice.ALL, Toolbox.of(techniques.all(), "test"));
    }
}
