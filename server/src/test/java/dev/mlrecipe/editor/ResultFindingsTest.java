package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Text;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Results below the keys that decided. */
class ResultFindingsTest {
    private static final String RECIPE = """
            model: Net.mlpackage
            config_type: OpPalettizerConfig
            global_config: {nbits: 4}
            op_name_configs:
              "layer*": {nbits: 6}
              conv1: {nbits: 8}
            """;

    private static void check(Snapshot snapshot, String annotated) {
        assertEquals(annotated, Annotated.annotate(Text.of(Annotated.clean(annotated)), ResultFindings.of(snapshot)));
    }

    private static Snapshot show(Snapshot snapshot, Display display) {
        return Fixture.with(snapshot, Fixture.measure(snapshot), display);
    }

    @Test
    void nothingBeforeARun() {
        assertEquals(List.of(), ResultFindings.of(Fixture.of(RECIPE)));
        assertEquals(List.of(), ResultFindings.of(Fixture.of("config_type: OpPalettizerConfig\nglobal_config: {nbits: 4}")));
    }

    @Test
    void everyRuleAndItsLayersLargestFirst() {
        check(Fixture.after(Fixture.of(RECIPE)), """
                model: Net.mlpackage
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                ^^^^^^^^^^^^^ rule-result 1 layer, 4.00x (512 kB → 128 kB), 19 % of the model's weights; SNR 14.0 dB
                ^^^^^^^^^^^^^ layer-result fc [256,1000]: 4-bit table, 4.00x (512 kB → 128 kB), SNR 14.0 dB
                op_name_configs:
                  "layer*": {nbits: 6}
                # ^^^^^^^^ rule-result 2 layers, 2.67x (2.23 MB → 0.84 MB), 81 % of the model's weights; lowest SNR 12.0 dB (layer1_0_conv1)
                # ^^^^^^^^ layer-result layer4_2_conv3 [2048,512,1,1]: 6-bit table, 2.67x (2.10 MB → 0.79 MB), SNR 13.0 dB
                # ^^^^^^^^ layer-result layer1_0_conv1 [64,64,4,4]: 6-bit table, 2.66x (131 kB → 49 kB), SNR 12.0 dB
                  conv1: {nbits: 8}
                # ^^^^^ rule-result 1 layer, 1.90x (18.8 kB → 9.9 kB), less than 1 % of the model's weights; SNR 10.0 dB
                # ^^^^^ layer-result conv1 [64,3,7,7]: 8-bit table, 1.90x (18.8 kB → 9.9 kB), SNR 10.0 dB
                """);
    }

    @Test
    void whatAnEditChangedIsPlanned() {
        Snapshot run = Fixture.of(RECIPE);
        check(Fixture.after(run, Fixture.of(RECIPE.replace("nbits: 6", "nbits: 2"))), """
                model: Net.mlpackage
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                ^^^^^^^^^^^^^ rule-result 1 layer, 4.00x (512 kB → 128 kB), 19 % of the model's weights; SNR 14.0 dB
                ^^^^^^^^^^^^^ layer-result fc [256,1000]: 4-bit table, 4.00x (512 kB → 128 kB), SNR 14.0 dB
                op_name_configs:
                  "layer*": {nbits: 2}
                # ^^^^^^^^ rule-result 2 layers, 8.00x (2.23 MB → 0.28 MB), 81 % of the model's weights; 0 of 2 measured
                # ^^^^^^^^ layer-result layer4_2_conv3 [2048,512,1,1]: 2-bit table, 8.00x (2.10 MB → 0.26 MB), planned
                # ^^^^^^^^ layer-result layer1_0_conv1 [64,64,4,4]: 2-bit table, 8.00x (131 kB → 16 kB), planned
                  conv1: {nbits: 8}
                # ^^^^^ rule-result 1 layer, 1.90x (18.8 kB → 9.9 kB), less than 1 % of the model's weights; SNR 10.0 dB
                # ^^^^^ layer-result conv1 [64,3,7,7]: 8-bit table, 1.90x (18.8 kB → 9.9 kB), SNR 10.0 dB
                """);
    }

    @Test
    void anotherNameForTheSameIsNoChange() {
        Snapshot run = Fixture.of(RECIPE);
        Snapshot renamed = Fixture.of(RECIPE.replace("\"layer*\"", "\"*layer*\""));
        assertEquals(messages(Fixture.after(run)), messages(Fixture.after(run, renamed)));
    }

    private static List<String> messages(Snapshot snapshot) {
        return ResultFindings.of(snapshot).stream().map(Finding::message).toList();
    }

    /** The first words of the layers' lines. */
    private static List<String> layers(Snapshot snapshot) {
        return ResultFindings.of(snapshot).stream()
                .filter(finding -> finding.code().equals("layer-result"))
                .map(finding -> finding.message().split(" ")[0])
                .toList();
    }

    @Test
    void theRestOfManyLayersIsOneLine() {
        Display two = new Display(Display.Layers.TOP, 1, 30, false);
        String recipe = "model: Net.mlpackage\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {}\n";
        check(show(Fixture.of(recipe), two), """
                model: Net.mlpackage
                config_type: OpLinearQuantizerConfig
                global_config: {}
                ^^^^^^^^^^^^^ rule-result 4 layers, 1.99x (2.76 MB → 1.38 MB), 100 % of the model's weights; lowest SNR 10.0 dB (conv1)
                ^^^^^^^^^^^^^ layer-result layer4_2_conv3 [2048,512,1,1]: int8, 1.99x (2.10 MB → 1.05 MB), SNR 13.0 dB
                ^^^^^^^^^^^^^ layer-result and 3 more layers: fc [256,1000], layer1_0_conv1 [64,64,4,4], conv1 [64,3,7,7]; all are in the report
                """);
    }

    @Test
    void theLimitOfTheRecipeKeepsTheLargestLayers() {
        Display one = new Display(Display.Layers.TOP, 5, 1, false);
        assertEquals(List.of("layer4_2_conv3", "and", "conv1", "and"), layers(show(Fixture.of(RECIPE), one)));
    }

    @Test
    void ownEntriesAlwaysHaveTheirResult() {
        assertEquals(List.of("conv1"), layers(show(Fixture.of(RECIPE), new Display(Display.Layers.OFF, 5, 30, false))));
    }

    @Test
    void intellijHasTheLayersAsRelatedPlaces() {
        String recipe = "model: Net.mlpackage\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {}\n";
        List<Finding> findings = ResultFindings.of(show(Fixture.of(recipe), Display.INTELLIJ));
        assertEquals(4, findings.size());
        assertEquals(
                List.of("layer4_2_conv3", "fc", "layer1_0_conv1", "conv1"),
                findings.get(0).related().stream().map(related -> related.message().split(" ")[0]).toList());
    }

    @Test
    void commentsHideThem() {
        String recipe = RECIPE.replace("  conv1:", "  # mlrecipe: ignore layer-result, rule-result\n  conv1:");
        assertEquals(
                List.of("layer4_2_conv3", "layer1_0_conv1", "fc"), layers(Fixture.after(Fixture.of(recipe))));
    }
}
