package dev.mlrecipe.yaml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Recipes as people write them: the examples, the usual presets, and every corner of YAML that they may use. */
final class Recipes {
    private static final List<String> PRESETS = List.of(
            """
            model: Net.mlpackage
            target: iOS17
            config_type: OpLinearQuantizerConfig
            global_config: {mode: linear_symmetric, dtype: int8}
            """,
            """
            model: Net.mlpackage
            target: iOS16
            config_type: OpPalettizerConfig
            global_config:
              mode: kmeans
              nbits: 6
            """,
            """
            # LLM, four-bit tables
            model: Llama.mlpackage
            output: build/Llama-lut4.mlpackage
            target: [iOS18, macOS15]
            config_type: OpPalettizerConfig
            global_config:
              mode: kmeans
              nbits: 4
              granularity: per_grouped_channel
              group_size: 32
            """,
            """
            model: Llama.mlpackage
            target:
            - iOS18
            - macOS15
            config_type: OpLinearQuantizerConfig
            global_config: {mode: linear_symmetric, dtype: int4, granularity: per_block, block_size: 32}
            """,
            """
            model: Unet.mlpackage
            config_type: OpPalettizerConfig
            global_config: {mode: kmeans, nbits: 6}
            op_type_configs:
              gather: null
            """,
            """
            model: yolo.mlpackage
            config_type: OpPalettizerConfig
            global_config: {mode: kmeans, nbits: 8, weight_threshold: 512}
            expect: {min_ratio: 1.8, max_size: 12 MB}
            """,
            """
            model: "whisper encoder.mlpackage"
            steps:
              - config_type: OpLinearQuantizerConfig
                global_config:
                  dtype: int8
                  granularity: per_block
                  block_size: 64
            """,
            """
            model: 'Chat.mlpackage'
            config_type: OpPalettizerConfig
            global_config: {nbits: 4, mode: kmeans}
            op_name_configs:
              # the head and the table it is tied to
              "lm_head*": null
              're:.*embed_tokens\\..*': null
            """,
            """
            model: Mixed.mlpackage
            steps:
              - config_type: OpPalettizerConfig
                op_name_configs:
                  "layers_1?_*": {mode: kmeans, nbits: 6}
              - config_type: OpLinearQuantizerConfig
                op_name_configs:
                  "layers_0_*": {dtype: int8}
                  "layers_31_*":
                    dtype: int8
                    mode: linear
            """,
            """
            model: Sparse.mlpackage
            target: iOS18
            steps:
              - config_type: OpMagnitudePrunerConfig
                global_config: {target_sparsity: 0.6}
              - config_type: OpPalettizerConfig
                joint_compression: true
                global_config:
                  mode: kmeans
                  nbits: 6
            expect:
              min_ratio: 4.5
              max_latency_ms: {iPhone 15 Pro: 1.5, MacBook Pro M3: 0.5}
            """);

    private static final List<String> CORNERS = List.of(
            """
            model: Net.mlpackage   # the model
            steps:
              - &prune
                config_type: OpMagnitudePrunerConfig
                global_config: &sparse {target_sparsity: 0.5}
              - config_type: OpPalettizerConfig
                # a comment between
                global_config: &base
                  nbits: 4
                  granularity: per_grouped_channel
                op_type_configs: {conv: {<<: *base, nbits: 6}, gather: null}
                op_name_configs:
                  fc:
                    <<: *base
                    group_size: 8
                  head: *base
              - *prune
            """,
            """
            {
              model: Net.mlpackage,
              target: [iOS18, macOS15],
              steps: [
                {config_type: OpPalettizerConfig, global_config: {mode: kmeans, nbits: 4}},
                {config_type: OpLinearQuantizerConfig,
                 op_name_configs: {"fc*": {dtype: int8}, 'head': null}}
              ],
              expect: {min_ratio: 2}
            }
            """,
            """
            # 🐈 first line
            model: "🐈 Net.mlpackage" # 🐕
            output: é/🐈.mlpackage
            config_type: OpPalettizerConfig
            op_name_configs:
              "🐈*": {nbits: 4}
              fc🐕: {nbits: 6}   # 🐈
            expect:
              min_ratio: 2.5
            """,
            """
            %YAML 1.2
            ---
            model: Net.mlpackage
            devices:
              - iPhone 15 Pro
              - 'MacBook Pro M3'
            config_type: !!str OpPalettizerConfig
            global_config:
                nbits: 4
                mode: "kmeans"
            op_type_configs:
                conv:

                    nbits: 6
                linear: ~
            ...
            """);

    private Recipes() {}

    /** A recipe with this many rules in {@code op_name_configs}. */
    static String rules(int count) {
        StringBuilder text = new StringBuilder("""
                model: ResNet50.mlpackage
                target: [iOS18, macOS15]
                config_type: OpPalettizerConfig
                global_config: {mode: kmeans, nbits: 4}
                op_name_configs:
                """);
        for (int i = 0; i < count; i++) {
            text.append(
                    i % 3 == 0
                            ? "  layer%d_conv_weight: {nbits: 6}\n".formatted(i)
                            : i % 3 == 1
                                    ? "  \"layer%d_*\":\n    mode: kmeans\n    nbits: 8\n".formatted(i)
                                    : "  layer%d_fc: null  # sensitive\n".formatted(i));
        }
        return text.append("expect:\n  min_ratio: 3.5\n").toString();
    }

    /** All of them, and some with other line breaks and a byte order mark. */
    static List<String> all() {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../examples"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                all.add(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        all.addAll(PRESETS);
        all.addAll(CORNERS);
        all.add(rules(60));
        all.add(all.getFirst().replace("\n", "\r\n"));
        all.add("\uFEFF" + CORNERS.getFirst().replace("\n", "\r\n"));
        return all;
    }
}
