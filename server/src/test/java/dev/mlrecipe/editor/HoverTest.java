package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.LayerAccuracy;
import dev.mlrecipe.accuracy.OutputAccuracy;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.raise.RaiseCase;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.editor.Fixture.Marked;
import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Recipes with the pointer as {@code ▮} in them and the Markdown that is shown. */
class HoverTest {
    private static final String TABLES = "model: Net.mlpackage\nconfig_type: OpPalettizerConfig\n";

    private static String hover(String recipe) {
        Marked marked = Fixture.marked(recipe);
        return Hover.at(marked.snapshot(), marked.offset()).map(Hover::markdown).orElse("");
    }

    private static void check(String recipe, String expected) {
        assertEquals(expected.stripTrailing(), hover(recipe));
    }

    @Test
    void keys() {
        check("mod▮el: x", """
                **`model`** — a path

                The model to compress: a package, or a neural network file. Relative to the recipe.
                """);
        assertTrue(hover("steps:\n  - joint_▮compression: true").contains("since iOS18, macOS15, watchOS11, tvOS18, visionOS2"));
        assertTrue(hover("expect: {min_r▮atio: 4}").startsWith("**`min_ratio`**"));
        for (String measured : List.of(
                "meas▮ured: m.json", "measured: m▮.json", "measured: [m▮.json]", "measured: {iPhone ▮15: m.json}",
                "measured: {iPhone 15: m▮.json}")) {
            assertTrue(hover(measured).startsWith("**`measured`** — a path, a list of paths, or a mapping"), measured);
        }
    }

    @Test
    void anOptionWithItsValuesOnAllPlatformsAndItsComputeUnit() {
        check("config_type: OpLinearQuantizerConfig\nglobal_config: {dt▮ype: int8}", """
                **`dtype`** — `int8`, `uint8`, `int4`, `uint4`, `uint1`, `uint2`, `uint3`, `uint5`, `uint6`, `uint7`; default `int8`

                The integer type of the codes. 4-bit types need iOS 18. Neural networks have all of them since iOS 12, and only they have 1, 2, 3, 5, 6 and 7 bits; there codes are unsigned, and `mode` says where zero is.

                | values | since |
                |---|---|
                | `int8`, `uint8` | iOS16, macOS13, watchOS9, tvOS16, visionOS1 |
                | `int4`, `uint4` | iOS18, macOS15, watchOS11, tvOS18, visionOS2 |
                | `uint1`, `uint2`, `uint3`, `uint5`, `uint6`, `uint7` | only in neural networks, since iOS12, macOS10.14, watchOS5, tvOS12, visionOS1 |

                On the Neural Engine use `per_channel`; together with 8-bit activations it has a fast path on A17 Pro, M4 and later.

                4-bit integers are for the GPU of Macs, in blocks; for the Neural Engine take tables.
                """);
    }

    @Test
    void aValue() {
        check(TABLES + "global_config: {nbits: ▮3}", """
                **`nbits: 3`**

                Bits of one index; the table has 2^nbits entries. Needed for `kmeans` and `uniform`; with `unique` the values decide. 3 bits need iOS 18; 5 and 7 exist in neural networks only.

                3-bit tables: since iOS18, macOS15, watchOS11, tvOS18, visionOS2.

                Tables are for the Neural Engine, which expands them while it computes; on the GPU expect less memory rather than speed.
                """);
        assertTrue(hover(TABLES + "global_config: {mode: kme▮ans}").startsWith("**`mode: kmeans`** (the default)"));
    }

    @Test
    void computeUnits() {
        assertTrue(hover("compute_units: cpu_▮and_ne").contains("The Neural Engine gains most from tables"));
    }

    @Test
    void raisingTellsWhatItTakes() {
        String recipe = "model: M.mlpackage\ntarget: iOS18\nraise_opset: true\n" + TABLES + "global_config: {nbits: 3}\n";
        int key = recipe.indexOf("raise");
        String raised = Hover.at(Fixture.raisable(recipe, RaiseCase.titled("computed indices get a guard")), key)
                .orElseThrow()
                .markdown();
        assertTrue(raised.endsWith("\n\nThis model is CoreML6. Raising it to CoreML8: 1 operation: 0 unchanged, 1"
                + " rewritten."), raised);
        String refused = Hover.at(Fixture.raisable(recipe, RaiseCase.titled("so is one of an open batch")), key)
                .orElseThrow()
                .markdown();
        assertTrue(refused.contains("\n\nThis model is CoreML6. It cannot be raised to CoreML8 safely: c \\(crop\\_resize\\): "),
                refused);
    }

    @Test
    void extensionsAreMarked() {
        String recipe = "config_type: OpLinearQuantizerConfig\nglobal_config: {scale_search: ▮mse}";
        assertTrue(hover(recipe).contains(Docs.EXTENSION), hover(recipe));
    }

    @Test
    void targets() {
        String text = hover("target: [i▮OS16, macOS15]");
        assertTrue(text.startsWith("**`iOS16`** — Core ML specification 7, CoreML6\n\nThe same as macOS13, watchOS9, tvOS16, visionOS1."), text);
        assertTrue(text.contains("Has not: 4-bit linear weights (iOS18)"), text);
        assertTrue(text.contains(Advice.SIZE_ONLY), text);
    }

    @Test
    void theModel() {
        check(TABLES.replace("Net", "N▮et") + "global_config: {nbits: 4}", """
                ML program, specification 9, CoreML8

                4 layers, 2.76 MB of weights. Loads on iOS18, macOS15, watchOS11, tvOS18, visionOS2 and later.

                Becomes 4.00x (2.76 MB → 0.69 MB).
                """);
    }

    @Test
    void aLayer() {
        check(TABLES + "op_name_configs:\n  layer4_2▮_conv3: {nbits: 4}", """
                **`layer4_2_conv3`**

                | weight | shape | stored | size | used by | becomes |
                |---|---|---|---:|---|---|
                | `layer4_2_conv3_weight` | \\[2048,512,1,1\\] | float16 | 2.10 MB | conv `layer4_2_conv3` | 4-bit table, 4.00x (2.10 MB → 0.52 MB) |
                """);
    }

    @Test
    void aTypeWithTheNumbersOfItsRule() {
        check(TABLES + "op_type_configs:\n  co▮nv: {nbits: 4}", """
                **`conv`** — 3 layers, 2.25 MB of operations of this type

                3 layers, 4.00x (2.25 MB → 0.56 MB), 81 % of the model's weights, planned

                | layer | shape | becomes | before | after | ratio |
                |---|---|---|---:|---:|---:|
                | `layer4_2_conv3` | \\[2048,512,1,1\\] | 4-bit table | 2.10 MB | 524 kB | 4.00x |
                | `layer1_0_conv1` | \\[64,64,4,4\\] | 4-bit table | 131 kB | 32.8 kB | 4.00x |
                | `conv1` | \\[64,3,7,7\\] | 4-bit table | 18.8 kB | 4.74 kB | 3.97x |

                * too small or of a kind that is never compressed: 1 weight, `conv1`
                """);
    }

    @Test
    void resultsOfARun() {
        Marked marked = Fixture.marked(TABLES + "op_name_configs:\n  \"lay▮er*\": {nbits: 4}");
        assertEquals(
                """
                **`layer*`**

                2 layers, 4.00x (2.23 MB → 0.56 MB), 81 % of the model's weights

                | layer | shape | becomes | before | after | ratio | SNR dB | zeros |
                |---|---|---|---:|---:|---:|---:|---:|
                | `layer4_2_conv3` | \\[2048,512,1,1\\] | 4-bit table | 2.10 MB | 524 kB | 4.00x | 13.0 | 25.0 % |
                | `layer1_0_conv1` | \\[64,64,4,4\\] | 4-bit table | 131 kB | 32.8 kB | 4.00x | 12.0 | 25.0 % |
                """.stripTrailing(),
                Hover.at(Fixture.after(marked.snapshot()), marked.offset()).orElseThrow().markdown());
    }

    private static final Accuracy ACCURACY = new Accuracy.Measured(
            "key",
            40,
            List.of(new OutputAccuracy(
                    "scores", 20.04, 21, 30, 0.98769, 0.9, OptionalDouble.of(0.95),
                    Optional.of(new OutputAccuracy.Labelled(1, 0.875)))),
            List.of(new LayerAccuracy("layer1_0_conv1", "conv", 18.5), new LayerAccuracy("layer4_2_conv3", "conv", 12.34)),
            List.of());

    @Test
    void accuracyStandsAtDataExpectationsRulesAndAboveTheRecipe() {
        String recipe = TABLES + "data: samples\nop_name_configs:\n  \"lay▮er*\": {nbits: 4}\nexpect: {min_cosine: 0.9}\n";
        Marked marked = Fixture.marked(recipe);
        Snapshot after = Fixture.measured(marked.snapshot(), ACCURACY);
        String table =
                """
                | output on 40 samples | SNR dB | PSNR dB | cosine | lowest | same class | accuracy |
                |---|---:|---:|---:|---:|---:|---:|
                | `scores` | 20.0 | 30.0 | 0.9876 | 0.9000 | 95.0 % | 100 % → 87.5 % |

                Layers furthest off, SNR of what they compute: `layer4_2_conv3` 12.3 dB, `layer1_0_conv1` 18.5 dB""";
        for (String word : List.of("data", "samples", "expect", "min_cosine", "0.9}")) {
            String text = Hover.at(after, after.text().content().indexOf(word)).orElseThrow().markdown();
            assertTrue(text.endsWith(table), word + "\n" + text);
        }
        String rule = Hover.at(after, marked.offset()).orElseThrow().markdown();
        assertTrue(rule.contains("| ratio | SNR dB | zeros | output SNR dB |"), rule);
        assertTrue(rule.contains("| 4.00x | 13.0 | 25.0 % | 12.3 |"), rule);
        assertEquals(
                List.of("2.54x (2.76 MB → 1.09 MB); scores 20.0 dB, accuracy 100 % → 87.5 %"),
                CodeLenses.of(after).stream()
                        .map(CodeLens::title)
                        .filter(title -> title.contains("scores"))
                        .toList());
        Snapshot before = marked.snapshot();
        String plain = Hover.at(before, before.text().content().indexOf("data")).orElseThrow().markdown();
        assertFalse(plain.contains("cosine"), plain);
    }

    @Test
    void aPatternThatIsLeftAlone() {
        check(TABLES + "op_name_configs:\n  \"lay▮er*\": null", """
                **`layer*`**

                * left alone: 2 weights, `layer1_0_conv1` and others
                """);
        assertTrue(hover(TABLES + "op_name_configs:\n  \"layer*\": nu▮ll").startsWith("**`null`**"));
    }

    /** Whatever a model calls its layers stays text. */
    @Test
    void namesOfModelsAreOnlyText() {
        String name = "x](command:rm) ![i](http://a) <b> `c` | d";
        ModelIndex index = dev.mlrecipe.plan.Fixture.model(Opset.COREML8)
                .weight(name, Shape.of(64, 64), "op*\n# t:conv")
                .build();
        String recipe = TABLES + "op_name_configs:\n  '" + name + "': {nbits: 4}\nglobal_config: {nbits: 4}\n";
        Snapshot snapshot = Fixture.of(recipe, index);
        String text = Hover.at(snapshot, recipe.indexOf("command")).orElseThrow().markdown();
        assertTrue(text.contains("``x](command:rm) ![i](http://a) <b> `c` \\| d``"), text);
        assertFalse(text.contains("\n# t"), text);
        String rule = Hover.at(snapshot, recipe.indexOf("global")).orElseThrow().markdown();
        assertFalse(rule.contains("\n# t"), rule);
    }

    @Test
    void whereNothingStandsNothingIsSaid() {
        check("model: x\n▮\n", "");
        check("# com▮ment", "");
        check("unkn▮own: 1", "");
    }

    @Test
    void theWordIsMarked() {
        Marked marked = Fixture.marked("model: \"a ▮b\"\n");
        assertEquals(new Span(7, 12), Hover.at(marked.snapshot(), marked.offset()).orElseThrow().span());
    }
}
