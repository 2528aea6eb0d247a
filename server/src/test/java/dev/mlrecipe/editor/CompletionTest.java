package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.raise.RaiseCase;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.editor.Fixture.Marked;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.testing.Annotated;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Recipes with the cursor as {@code ▮} in them, what is offered there, and what it makes of the recipe. */
class CompletionTest {
    private static final List<String> FILES =
            List.of("Net.mlpackage", "Net.measured.json", "my models/Other.mlmodel");

    private static List<CompletionItem> items(String recipe, boolean snippets) {
        Marked marked = Fixture.marked(recipe);
        return Completion.at(marked.snapshot(), marked.offset(), FILES, snippets)
                .items().stream()
                .sorted(Comparator.comparing(CompletionItem::sortText))
                .toList();
    }

    @Test
    void measuredFilesInEveryForm() {
        List<String> first = labels("measured: ▮");
        assertEquals("Net.measured.json", first.getFirst());
        assertTrue(first.contains("MacBook Pro M3"), "or a mapping begins");
        assertEquals(List.of("Net.measured.json"), labels("measured: [▮]"));
        assertEquals(List.of("Net.measured.json"), labels("measured:\n  - ▮"));
        assertEquals(List.of("Net.measured.json"), labels("measured: {iPhone 15 Pro: ▮}"));
        assertEquals(List.of("Net.measured.json"), labels("measured:\n  MacBook Pro M3: ▮\n"));
        assertTrue(labels("devices: [iPhone 15 Pro]\nmeasured: {▮}").contains("iPhone 15 Pro"));
    }

    /** The labels in the order of the list, without presets, with details in parentheses. */
    private static String show(String recipe) {
        return items(recipe, true).stream()
                .filter(item -> item.kind() != CompletionItem.Kind.SNIPPET)
                .map(item -> item.label() + (item.detail().isEmpty() ? "" : " (" + item.detail() + ")"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static List<String> labels(String recipe) {
        return items(recipe, true).stream()
                .filter(item -> item.kind() != CompletionItem.Kind.SNIPPET)
                .map(CompletionItem::label)
                .toList();
    }

    /** The recipe after an item is chosen, as a client without snippets does it. */
    private static String applied(String recipe, String label) {
        CompletionItem item = items(recipe, false).stream()
                .filter(i -> i.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new AssertionError(label + " is not in " + labels(recipe)));
        return Annotated.apply(
                recipe.replace(String.valueOf(Fixture.MARK), ""), new Finding.Fix("", List.of(item.edit())));
    }

    private static final String TABLES = "model: Net.mlpackage\nconfig_type: OpPalettizerConfig\n";

    @Test
    void keysOfARecipe() {
        assertEquals("""
                output (a path)
                target (a target such as iOS18, or a list of them)
                compute_units (all, cpu_only, cpu_and_gpu or cpu_and_ne)
                expect (a mapping)
                joint_compression (true or false)
                global_config (options, or null)
                op_type_configs (a mapping from operation types to options)
                op_name_configs (a mapping from names to options)
                raise_opset (true or false)
                devices (a device name, or a list of them)
                measured (a path, a list of paths, or a mapping from devices to paths)
                data (a path, a list of paths, or a mapping)
                statistics (a path)
                variants (a mapping from names to what is different, or a list of such mappings)
                runtime (coreml)
                """, show(TABLES + "▮"));
        assertTrue(labels("mo▮").contains("model"));
        assertTrue(labels("▮").contains("model"));
        assertFalse(labels("steps: []\n▮").contains("config_type"));
    }

    @Test
    void keysOfAStep() {
        assertEquals(
                List.of("joint_compression", "op_type_configs", "op_name_configs"),
                labels("steps:\n  - config_type: OpPalettizerConfig\n    global_config: {nbits: 4}\n    ▮\n"));
        assertEquals(
                List.of("config_type", "joint_compression", "global_config", "op_type_configs", "op_name_configs"),
                labels("steps:\n  - ▮"));
        assertEquals(
                List.of("config_type", "joint_compression", "op_type_configs", "op_name_configs"),
                labels("steps:\n  - ▮\n    global_config: {nbits: 4}\n"));
    }

    @Test
    void keysOfALeafWhatIsNeededFirstWhatTheTargetLacksLast() {
        assertEquals("""
                nbits (needed)
                mode (default kmeans)
                group_size (default 32)
                channel_axis
                num_kmeans_workers (default 1)
                algorithm (default nearest (extension))
                hessian_dampening (default 0.1 (extension))
                use_activation_order_heuristic (default false (extension))
                weight_threshold (a whole number)
                config_type (a class name such as OpPalettizerConfig)
                granularity (since iOS18)
                cluster_dim (since iOS18)
                enable_per_channel_scale (since iOS18)
                """, show("target: iOS17\n" + TABLES + "global_config: {▮}"));
    }

    @Test
    void halfTypedKeysOnAFreshLine() {
        String recipe = TABLES + "op_name_configs:\n  fc:\n    mode: kmeans\n    nbits: 4\n    gra▮\n  conv1:\n    nbits: 4\n";
        assertTrue(labels(recipe).contains("granularity"));
        assertEquals(recipe.replace("gra▮", "granularity: "), applied(recipe, "granularity"));
    }

    @Test
    void aLeafOfItsOwnClass() {
        assertTrue(labels(TABLES + "op_name_configs: {fc: {config_type: OpLinearQuantizerConfig, ▮}}").contains("dtype"));
        assertFalse(labels(TABLES + "op_name_configs: {fc: {▮}}").contains("dtype"));
        assertTrue(labels("global_config: {▮}").containsAll(List.of("nbits", "dtype", "target_sparsity")));
    }

    @Test
    void valuesThatTheTargetsLackComeLast() {
        assertEquals("1\n2\n4\n6\n8\n3 (since iOS18)\n5 (neural networks only)\n7 (neural networks only)\n",
                show("target: iOS17\n" + TABLES + "global_config: {nbits: ▮}"));
        assertEquals("kmeans (default)\nuniform\nunique\n", show(TABLES + "op_name_configs:\n  fc:\n    nbits: 4\n    mode: ▮\n"));
        assertEquals("false (default)\ntrue (since iOS18, macOS15)\n",
                show("target: [iOS17, macOS15]\n" + TABLES + "joint_compression: ▮"));
        assertEquals("false (default)\ntrue\n", show(TABLES + "joint_compression: ▮"));
    }

    @Test
    void theModelLimitsTooWhatIsLegal() {
        ModelIndex old = dev.mlrecipe.plan.Fixture.model(Opset.COREML6)
                .weight("w", Shape.of(64, 64), "fc:linear").build();
        String recipe = TABLES + "global_config: {nbits: }";
        List<CompletionItem> items = Completion.at(Fixture.of(recipe, old), recipe.length() - 1, List.of(), true).items();
        assertEquals(
                "since iOS18, macOS15, watchOS11, tvOS18, visionOS2",
                items.stream().filter(item -> item.label().equals("3")).findFirst().orElseThrow().detail());
    }

    @Test
    void aModelThatMayBeRaisedDoesNotLimitIt() {
        String recipe = "raise_opset: true\n" + TABLES + "global_config: {nbits: }";
        Snapshot raised = Fixture.raisable(recipe, RaiseCase.titled("usual bounds stay"));
        Snapshot refused = Fixture.raisable(recipe, RaiseCase.titled("a threshold that filters is refused"));
        for (Snapshot snapshot : List.of(raised, refused)) {
            List<CompletionItem> items = Completion.at(snapshot, recipe.length() - 1, List.of(), true).items();
            assertEquals(
                    snapshot == raised ? "" : "since iOS18, macOS15, watchOS11, tvOS18, visionOS2",
                    items.stream().filter(item -> item.label().equals("3")).findFirst().orElseThrow().detail());
        }
        assertEquals("false (default)\ntrue\n", show(TABLES + "raise_opset: ▮"));
    }

    @Test
    void classesAndUnits() {
        List<String> classes = labels("config_type: ▮");
        assertEquals(
                Set.of(
                        "OpActivationLinearQuantizerConfig", "OpLinearQuantizerConfig", "OpMagnitudePrunerConfig",
                        "OpPalettizerConfig", "OpThresholdPrunerConfig", "OpFloat16Config"),
                Set.copyOf(classes));
        assertEquals("OpFloat16Config", classes.getLast(), "which only neural networks have");
        assertEquals("all (default)\ncpu_only\ncpu_and_gpu\ncpu_and_ne\n", show("compute_units: c▮"));
    }

    @Test
    void numbers() {
        assertEquals("32 (default)\n8\n16\n64\n", show(TABLES + "global_config: {nbits: 4, group_size: ▮}"));
        assertEquals("0.5\n0.75\n0.9\n", show("config_type: OpMagnitudePrunerConfig\nglobal_config: {target_sparsity: ▮}"));
        assertEquals(
                "config_type: OpMagnitudePrunerConfig\nglobal_config: {n_m_ratio: [2, 4]}",
                applied("config_type: OpMagnitudePrunerConfig\nglobal_config: {n_m_ratio: ▮}", "[2, 4]"));
    }

    @Test
    void layersOfTheModelMostBytesFirst() {
        assertEquals("""
                layer4_2_conv3_weight ([2048,512,1,1], 2.10 MB)
                fc w ([256,1000], 512 kB)
                layer1_0_conv1_weight ([64,64,4,4], 131 kB)
                conv1_weight ([64,3,7,7], 18.8 kB)
                layer4_2_conv3 ([2048,512,1,1], 2.10 MB)
                fc ([256,1000], 512 kB)
                layer1_0_conv1 ([64,64,4,4], 131 kB)
                """, show(TABLES + "op_name_configs:\n  conv1: {nbits: 8}\n  ▮\n"));
    }

    @Test
    void namesAreQuotedWhereTheyMustBe() {
        assertEquals(
                TABLES + "op_name_configs:\n  \"fc w\": ", applied(TABLES + "op_name_configs:\n  ▮", "fc w"));
        assertEquals(
                TABLES + "op_name_configs:\n  'fc': {nbits: 4}\n",
                applied(TABLES + "op_name_configs:\n  'f▮': {nbits: 4}\n", "fc"));
        assertEquals(
                TABLES + "op_name_configs: {\"fc w\": , conv1: null}",
                applied(TABLES + "op_name_configs: {\"f▮\", conv1: null}", "fc w"));
    }

    @Test
    void typesOfTheModel() {
        assertEquals("conv (3 layers, 2.25 MB)\nlinear (1 layer, 512 kB)\n", show(TABLES + "op_type_configs: {▮}"));
        assertTrue(labels("op_type_configs:\n  ga▮").contains("gather"));
    }

    @Test
    void patternsForLayersThatBeginAlike() {
        ModelIndex index = dev.mlrecipe.plan.Fixture.model(Opset.COREML8)
                .weight("layers_0_q_weight", Shape.of(64, 64), "linear_0:linear")
                .weight("layers_1_q_weight", Shape.of(64, 64), "linear_1:linear")
                .weight("layers_1_k_weight", Shape.of(128, 64), "linear_2:linear")
                .weight("const_7_to_fp16", Shape.of(64, 64), "other:linear")
                .build();
        String recipe = TABLES + "op_name_configs:\n  ";
        List<CompletionItem> patterns = Completion.at(Fixture.of(recipe, index), recipe.length(), List.of(), true)
                .items().stream().filter(item -> item.kind() == CompletionItem.Kind.PATTERN).toList();
        assertEquals(
                List.of("\"layers_*\": ", "\"layers_1_*\": ", "\"*_q_weight\": "),
                patterns.stream().sorted(Comparator.comparing(CompletionItem::sortText)).map(CompletionItem::text).toList());
        assertEquals("3 layers, 32.8 kB", patterns.getFirst().detail());
    }

    @Test
    void aHugeModelIsNarrowedByWhatIsTyped() {
        dev.mlrecipe.plan.Fixture.ModelBuilder builder = dev.mlrecipe.plan.Fixture.model(Opset.COREML8);
        for (int i = 0; i < 3000; i++) {
            builder.weight("w" + i, Shape.of(64, 64), "op" + i + ":conv");
        }
        String recipe = TABLES + "op_name_configs:\n  op299";
        Completion completion = Completion.at(Fixture.of(recipe, builder.build()), recipe.length(), List.of(), true);
        assertTrue(completion.incomplete());
        assertEquals(11, completion.items().size());
    }

    @Test
    void targetsOfOtherPlatforms() {
        List<String> labels = labels("target: [iOS18, ▮]");
        assertTrue(labels.containsAll(List.of("macOS15", "watchOS11", "tvOS18", "visionOS2")));
        assertFalse(labels.contains("iOS17"));
        assertEquals("target: iOS18", applied("target:▮", "iOS18"));
        assertEquals("target:\n  - iOS18\n  - macOS15\n", applied("target:\n  - iOS18\n  ▮\n", "macOS15"));
        assertTrue(show(TABLES + "target: ▮").contains("iOS17 (does not load the model)"));
    }

    @Test
    void pathsOfModels() {
        assertEquals(List.of("Net.mlpackage", "my models/Other.mlmodel"), labels("model: ▮"));
        assertEquals("model: \"my models/Other.mlmodel\"\n", applied("model: m▮y\n", "my models/Other.mlmodel"));
        assertEquals(TABLES + "output: build/Net.mlpackage", applied(TABLES + "output: ▮", "build/Net.mlpackage"));
    }

    @Test
    void expectationsAreWhatIsReached() {
        String recipe = TABLES + "global_config: {nbits: 4}\nexpect:\n  ";
        assertEquals(
                List.of(
                        "min_ratio", "max_size", "min_snr_db", "max_skipped", "max_latency_ms", "max_weight_memory",
                        "min_output_snr_db", "min_cosine", "min_top1_agreement", "max_accuracy_drop"),
                labels(recipe + "▮"));
        assertEquals("3.9 (what is reached now)\n", show(recipe + "min_ratio: ▮"));
        assertEquals("1 MB (what is reached now)\n", show(recipe + "max_size: ▮"));
    }

    @Test
    void keysBringTheIndentationOfWhatFollows() {
        assertEquals(TABLES + "op_name_configs:\n  ", applied(TABLES + "op_na▮", "op_name_configs"));
        assertEquals(
                "steps:\n  - config_type: OpPalettizerConfig\n    op_name_configs:\n      ",
                applied("steps:\n  - config_type: OpPalettizerConfig\n    ▮", "op_name_configs"));
        assertEquals("model: x\r\nsteps:\r\n  - ", applied("model: x\r\n▮", "steps"));
        assertEquals("steps:\n  - config_type: ", applied("steps:\n  ▮", "- config_type"));
    }

    @Test
    void aKeyThatHasItsColonIsReplacedAlone() {
        assertEquals("output: x\n", applied("mo▮del: x\n", "output"));
        assertEquals(TABLES + "global_config: {mode: 4}", applied(TABLES + "global_config: {nb▮its: 4}", "mode"));
    }

    @Test
    void valuesThatBeginBelowTheirKey() {
        assertEquals(TABLES + "op_name_configs: \n  fc: ", applied(TABLES + "op_name_configs: ▮", "fc"));
        assertEquals("steps: \n  - config_type: ", applied("steps: ▮", "- config_type"));
        assertEquals("expect: \n  min_ratio: ", applied("expect: ▮", "min_ratio"));
    }

    @Test
    void whatARuleMayBe() {
        String recipe = TABLES + "global_config: &usual {nbits: 4}\nop_name_configs:\n  fc: ▮\n";
        assertTrue(labels(recipe).containsAll(List.of("null", "*usual", "nbits")));
        assertEquals(recipe.replace("▮", "*usual"), applied(recipe, "*usual"));
        assertEquals(recipe.replace("▮", "{mode: kmeans, nbits: 6}"), applied(recipe, "{mode: kmeans, nbits: 6}"));
        assertEquals(
                List.of("*usual"), labels(recipe.replace("▮", "{<<: ▮}")));
    }

    @Test
    void presetsAsRecipesStepsAndItems() {
        assertEquals("""
                model: Model.mlpackage
                target: iOS18
                steps:
                  - config_type: OpMagnitudePrunerConfig
                    global_config: {target_sparsity: 0.5}
                  - config_type: OpPalettizerConfig
                    joint_compression: true
                    global_config: {mode: kmeans, nbits: 4}""", applied("▮", "half zeros, 4-bit tables for the rest"));
        assertEquals("""
                steps:
                  - config_type: OpPalettizerConfig
                    global_config: {mode: kmeans, nbits: 6}
                    op_name_configs:
                      "*embed*": null
                      "*head*": null
                  - config_type: OpLinearQuantizerConfig
                    op_name_configs:
                      "*embed*": {dtype: int8}
                      "*head*": {dtype: int8}
                """, applied("steps:\n  - ▮\n", "6-bit tables, embeddings and head int8"));
        assertEquals("""
                steps:
                - config_type: OpPalettizerConfig
                  global_config: {mode: kmeans, nbits: 6}
                  op_type_configs:
                    gather: null
                """, applied("steps:\n- ▮\n", "6-bit tables, embeddings float"));
        assertEquals(10, items("▮", true).stream().filter(item -> item.id().startsWith("preset/")).count());
    }

    @Test
    void placeholdersForClientsThatKnowThem() {
        CompletionItem item = items("steps:\n  - ▮\n", true).stream()
                .filter(i -> i.label().equals("4-bit tables in groups of 32 channels"))
                .findFirst()
                .orElseThrow();
        assertTrue(item.snippet());
        assertEquals(
                "config_type: OpPalettizerConfig\n  global_config: {mode: kmeans, nbits: 4, granularity:"
                        + " per_grouped_channel, group_size: ${1|32,16,8|}}",
                item.text());
    }

    @Test
    void presetsThatTheTargetLacksComeLast() {
        List<CompletionItem> items = items("target: iOS17\n▮", true);
        assertEquals("since iOS18", items.getLast().detail());
    }

    @Test
    void comments() {
        assertEquals("# mlrecipe: ignore \n", applied("# ml▮\n", "mlrecipe: ignore"));
        assertEquals("# mlrecipe: ignore a, layer-skipped\n", applied("# mlrecipe: ignore a, lay▮\n", "layer-skipped"));
        assertFalse(labels("# mlrecipe: ignore ▮\n").contains("syntax"));
        assertTrue(labels("# mlrecipe: target ▮\n").contains("iOS17"));
        assertEquals(List.of(), labels("# a comment about mod▮\n"));
    }

    @Test
    void nothingWhereNothingIsRead() {
        assertEquals(List.of(), labels("model: a\n    ▮"));
        assertEquals(List.of(), labels("global_config: {nbits: 4} ▮"));
    }

    @Test
    void everyItemHasItsDocumentation() {
        for (String recipe : List.of(
                "▮", TABLES + "▮", TABLES + "global_config: {▮}", TABLES + "global_config: {nbits: ▮}", "target: ▮",
                TABLES + "op_name_configs: {▮}", TABLES + "op_type_configs: {▮}", "config_type: ▮", "compute_units: ▮", "steps:\n  - ▮",
                TABLES + "expect: {▮}", TABLES + "joint_compression: ▮", TABLES + "op_name_configs: {fc: ▮}")) {
            Snapshot snapshot = Fixture.marked(recipe).snapshot();
            for (CompletionItem item : items(recipe, true)) {
                assertFalse(item.id().isEmpty(), item.label());
                assertTrue(Completion.document(snapshot, item.id()).orElseThrow().length() > 10, item.id());
            }
        }
        assertEquals(Optional.empty(), Completion.document(Fixture.of(""), "value/x"));
    }

    @Test
    void devicesWithTheirChipAndSystems() {
        List<String> devices = show("target: iOS26\ndevices: [iPhone 15 Pro, ▮]\n").lines().toList();
        assertTrue(devices.contains("iPhone 16 Pro (A18 Pro, iOS 18 to 27)"), devices.toString());
        assertTrue(devices.contains("MacBook Pro M3 Max (M3 Max, macOS 14 to 27)"), devices.toString());
        assertFalse(devices.stream().anyMatch(line -> line.startsWith("iPhone 15 Pro (")), "given already");
        assertTrue(
                devices.indexOf("iPhone XS (A12, iOS 12 to 18)") > devices.indexOf("Watch Series 10 (S10, watchOS 11 to 27)"),
                "those that never get the target's system come last");
        assertEquals("devices: \"iPhone 16 Pro\"\n", applied("devices: iPhone 16▮\n", "iPhone 16 Pro"));
        assertEquals(
                "iPhone 13",
                labels("devices: [iPhone 13]\nexpect:\n  max_latency_ms:\n    ▮\n").getFirst());
    }
}
