package dev.mlrecipe.recipe;

import static dev.mlrecipe.recipe.Fixture.fixed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What fixes do to the text. A fix of the only mistake gives a recipe without findings. */
class FixesTest {
    private record Case(String title, String before, String after) {
        DynamicTest test() {
            return DynamicTest.dynamicTest(title, () -> {
                assertEquals(after, fixed(before, title));
                assertEquals(List.of(), Fixture.parse(after).findings());
            });
        }
    }

    @TestFactory
    Stream<DynamicTest> fixesLeaveNoFinding() {
        return Stream.of(
                        new Case(
                                "Change to nbits",
                                "config_type: OpPalettizerConfig\nglobal_config: {n_bits: 4}\n",
                                "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n"),
                        new Case(
                                "Remove dtype",
                                "config_type: OpPalettizerConfig\nglobal_config:\n  nbits: 4\n  dtype: int8 # why\n",
                                "config_type: OpPalettizerConfig\nglobal_config:\n  nbits: 4\n"),
                        new Case(
                                "Remove dtype",
                                "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4, dtype: int8}\n",
                                "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n"),
                        new Case(
                                "Remove dtype",
                                "config_type: OpPalettizerConfig\nglobal_config: {dtype: int8, nbits: 4}\n",
                                "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n"),
                        new Case(
                                "Use OpLinearQuantizerConfig here",
                                "config_type: OpPalettizerConfig\nglobal_config:\n  dtype: int8\n",
                                "config_type: OpPalettizerConfig\nglobal_config:\n"
                                        + "  config_type: OpLinearQuantizerConfig\n  dtype: int8\n"),
                        new Case(
                                "Move into global_config",
                                "config_type: OpPalettizerConfig\nnbits: 4\nmode: kmeans\ntarget: iOS17\n",
                                "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4, mode: kmeans}\ntarget: iOS17\n"),
                        new Case(
                                "Add config_type: OpPalettizerConfig",
                                "steps:\n  - global_config: {nbits: 4}\n",
                                "steps:\n  - config_type: OpPalettizerConfig\n    global_config: {nbits: 4}\n"),
                        new Case(
                                "Add nbits: 4",
                                "config_type: OpPalettizerConfig\nglobal_config:\n  mode: kmeans\n",
                                "config_type: OpPalettizerConfig\nglobal_config:\n  nbits: 4\n  mode: kmeans\n"),
                        new Case(
                                "Add nbits: 4",
                                "config_type: OpPalettizerConfig\nglobal_config: {}\n",
                                "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n"),
                        new Case(
                                "Write 4",
                                "config_type: OpPalettizerConfig\nglobal_config: {nbits: '4'}\n",
                                "config_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n"),
                        new Case(
                                "Raise the target to iOS18, macOS15",
                                "target: [iOS17, macOS14]\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: 3}\n",
                                "target: [iOS18, macOS15]\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: 3}\n"),
                        new Case(
                                "Change to 4",
                                "target: iOS17\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: 3}\n",
                                "target: iOS17\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n"),
                        new Case(
                                "Change to int8",
                                "target: iOS17\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int4}\n",
                                "target: iOS17\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n"),
                        new Case(
                                "Check for iOS18",
                                "\uFEFFconfig_type: OpPalettizerConfig\r\nglobal_config: {nbits: 3}\r\n",
                                "\uFEFF# mlrecipe: target iOS18\r\nconfig_type: OpPalettizerConfig\r\n"
                                        + "global_config: {nbits: 3}\r\n"),
                        new Case(
                                "Use spaces",
                                "config_type: OpPalettizerConfig\r\nglobal_config:\r\n\tnbits: 4\r\n",
                                "config_type: OpPalettizerConfig\r\nglobal_config:\r\n  nbits: 4\r\n"))
                .map(Case::test);
    }
}
