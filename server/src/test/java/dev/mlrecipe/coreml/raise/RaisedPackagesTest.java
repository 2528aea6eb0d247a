package dev.mlrecipe.coreml.raise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Goldens;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Packages;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.program.CanonicalProgram;
import dev.mlrecipe.coreml.program.ProgramText;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole packages that are raised: nothing is lost, and what coremltools converts for both opsets comes out the same. */
class RaisedPackagesTest {
    @TempDir
    Path folder;

    private static Path write(Path model, Path target, Opset to, Indices indices) throws IOException {
        try (CoreMlModel open = CoreMlModels.open(model)) {
            open.write(target, new CoreMlModel.Edit(Map.of(), Map.of(), to, indices));
        }
        return target;
    }

    private static Opset opset(Path model) throws IOException {
        try (CoreMlModel open = CoreMlModels.open(model)) {
            return open.index().opset().orElseThrow();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyPackageKeepsItsValues() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path model : Goldens.packages()) {
            Opset own = opset(model);
            for (Opset to : Opset.values()) {
                if (to.atLeast(own)) {
                    String name = model.getParent().getFileName() + "/" + model.getFileName() + " to " + to.word();
                    Path target = folder.resolve(tests.size() + ".mlpackage");
                    tests.add(DynamicTest.dynamicTest(name, () -> check(model, write(model, target, to, Indices.GUARD), to)));
                }
            }
        }
        return tests.stream();
    }

    private static void check(Path model, Path raised, Opset to) throws IOException {
        Model before = Packages.resolved(model);
        Model after = Packages.resolved(raised);
        assertEquals(before.getDescription(), after.getDescription());
        assertEquals(Math.max(before.getSpecificationVersion(), to.specification()), after.getSpecificationVersion());
        Map<String, Value> constants = constants(after);
        constants(before).forEach((name, value) -> assertEquals(value, constants.get(name), name));
        assertTrue(attributes(after, to).isEmpty(), () -> attributes(after, to).toString());
        try (CoreMlModel old = CoreMlModels.open(model);
                CoreMlModel young = CoreMlModels.open(raised)) {
            assertEquals(to, young.index().opset().orElseThrow());
            List<Weight> weights = young.index().weights();
            assertEquals(
                    old.index().weights().stream().map(Weight::name).toList(),
                    weights.stream().map(Weight::name).toList());
            for (Weight weight : old.index().weights()) {
                assertEquals(
                        Decoder.sha256(weight.stored()),
                        Decoder.sha256(weights.get(weight.id()).stored()),
                        weight.name());
            }
        }
    }

    /** All {@code const} operations of a model without the contents' places. */
    private static Map<String, Value> constants(Model model) {
        Map<String, Value> constants = new TreeMap<>();
        model.getMlProgram().getFunctionsMap().forEach((name, function) -> visit(
                function.getBlockSpecializationsOrThrow(function.getOpset()),
                op -> {
                    if (op.getType().equals("const")) {
                        constants.put(name + "/" + op.getOutputs(0).getName(), op.getAttributesOrThrow("val"));
                    }
                }));
        return constants;
    }

    /** Compressed weights of the first generation in a program of the second. */
    private static List<String> attributes(Model model, Opset opset) {
        List<String> found = new ArrayList<>();
        for (Function function : model.getMlProgram().getFunctionsMap().values()) {
            visit(function.getBlockSpecializationsOrThrow(function.getOpset()), op -> {
                if (op.getType().startsWith("constexpr_")
                        && opset.generation() == Opset.Generation.SECOND
                        && op.getAttributesCount() > 1) {
                    found.add(op.getOutputs(0).getName());
                }
            });
        }
        return found;
    }

    private static void visit(Block block, java.util.function.Consumer<Operation> consumer) {
        for (Operation op : block.getOperationsList()) {
            consumer.accept(op);
            op.getBlocksList().forEach(inner -> visit(inner, consumer));
        }
    }

    @TestFactory
    Stream<DynamicTest> whereNothingNeedsItTheContentIsTheSame() throws IOException {
        return Goldens.packages().stream().map(model -> DynamicTest.dynamicTest(
                model.getParent().getFileName() + "/" + model.getFileName(), () -> {
                    Packages.delete(folder.resolve("same.mlpackage"));
                    Path same = write(model, folder.resolve("same.mlpackage"), opset(model), Indices.GUARD);
                    assertEquals(Packages.resolved(model), Packages.resolved(same));
                    assertEquals(Files.size(Packages.weightFile(model)), Files.size(Packages.weightFile(same)));
                }));
    }

    @ParameterizedTest
    @CsvSource({
        "net_fp16_ios17, net_fp16_ios18, COREML8",
        "net_fp32_ios15, net_fp32_ios16, COREML6",
        "net_fp32_ios15, net_fp32_ios18, COREML8",
        "net_fp32_ios16, net_fp32_ios18, COREML8",
        "net_fp16_ios18, net_fp16_ios26, COREML9"
    })
    void raisedAndConvertedAgainAreTheSameUpToNames(String old, String young, Opset to) throws IOException {
        Path raised = write(Goldens.base(old), folder.resolve("raised.mlpackage"), to, Indices.TRUST);
        assertEquals(CanonicalProgram.of(Goldens.base(young)), CanonicalProgram.of(raised));
    }

    @ParameterizedTest
    @CsvSource({
        "digitnet/DigitNet_iOS16, digitnet/DigitNet_iOS18, COREML8",
        "digitnet/DigitNet_iOS17, digitnet/DigitNet_iOS18, COREML8",
        "seed/mobilenetv2_iOS16, seed/mobilenetv2_iOS18, COREML8"
    })
    void soAreRealModels(String old, String young, Opset to) throws IOException {
        Path models = Shared.folder("models");
        Path raised = write(
                models.resolve(old + ".mlpackage"), folder.resolve("raised.mlpackage"), to, Indices.GUARD);
        assertEquals(CanonicalProgram.of(models.resolve(young + ".mlpackage")), CanonicalProgram.of(raised));
    }

    @Test
    void refusedProgramsAreNotWritten() throws IOException {
        RaiseCase refused = RaiseCase.titled("a threshold that filters is refused");
        Path model = Packages.copy(Goldens.base("net_fp16_ios16"), folder.resolve("refused.mlpackage"));
        Program program = refused.parsed();
        Packages.edit(model, any -> ProgramText.model(refused.from().specification(), program));
        Path target = folder.resolve("out.mlpackage");
        String message = assertThrows(ModelException.class, () -> write(model, target, Opset.COREML8, Indices.GUARD))
                .getMessage();
        assertEquals(
                model + ": cannot be raised to CoreML8: b (non_maximum_suppression): it filters by score_threshold, which"
                        + " newer versions of it cannot",
                message);
        assertFalse(Files.exists(target));
    }

    @Test
    void allFunctionsAreRaised() throws IOException {
        Path model = Packages.copy(Goldens.base("net_fp16_ios16"), folder.resolve("functions.mlpackage"));
        Packages.edit(model, any -> {
            Model.Builder twice = any.toBuilder();
            twice.getMlProgramBuilder().putFunctions("other", any.getMlProgram().getFunctionsOrThrow("main"));
            return twice.build();
        });
        Path raised = write(model, folder.resolve("raised.mlpackage"), Opset.COREML8, Indices.GUARD);
        Map<String, Function> functions = Packages.resolved(raised).getMlProgram().getFunctionsMap();
        assertEquals(functions.get("main"), functions.get("other"));
        assertEquals("CoreML8", functions.get("other").getOpset());
        try (CoreMlModel open = CoreMlModels.open(model)) {
            assertEquals(
                    List.of("main/embedding", "other/embedding"),
                    open.raising(Indices.GUARD).changes().stream()
                            .filter(change -> change.kind() == Change.Kind.REWRITTEN)
                            .map(change -> change.function() + "/" + change.op())
                            .toList());
        }
    }

    @Test
    void severalBlocksOfAFunctionAreRefused() throws IOException {
        Path model = Packages.copy(Goldens.base("net_fp16_ios16"), folder.resolve("two.mlpackage"));
        Packages.edit(model, any -> {
            Model.Builder twice = any.toBuilder();
            Function main = any.getMlProgram().getFunctionsOrThrow("main");
            Function both = main.toBuilder()
                    .putBlockSpecializations("CoreML8", main.getBlockSpecializationsOrThrow("CoreML6"))
                    .build();
            twice.getMlProgramBuilder().putFunctions("main", both);
            return twice.build();
        });
        try (CoreMlModel open = CoreMlModels.open(model)) {
            assertEquals(
                    List.of("function main has blocks for [CoreML6, CoreML8], one is possible"),
                    open.raising(Indices.GUARD).refusals().stream().map(Refusal::line).toList());
        }
    }

    @Test
    void modelsAreNotLowered() {
        String message = assertThrows(
                        ModelException.class,
                        () -> write(
                                Goldens.base("net_fp16_ios18"), folder.resolve("out"), Opset.COREML6, Indices.GUARD))
                .getMessage();
        assertTrue(message.endsWith("a program of CoreML8 cannot be written for the older CoreML6"), message);
    }
}
