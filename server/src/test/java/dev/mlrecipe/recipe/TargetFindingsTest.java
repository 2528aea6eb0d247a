package dev.mlrecipe.recipe;

import static dev.mlrecipe.recipe.Fixture.check;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.testing.Annotated;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Targets, what they cannot load, and comments for mlrecipe. */
class TargetFindingsTest {
    @Test
    void targets() {
        check("""
                target: [iOS19, 17, iOS, Linux3, iOS 17.4, ct.target.macOS14, macOS10.16, visionOS1, iOS9, iOS30]
                #        ^^^^^ invalid-value target "iOS19": there is no iOS 19: iOS18 was followed by iOS26
                #               ^^ invalid-value target "17": the platform is missing; expected iOS17
                #                   ^^^ invalid-value target "iOS": the version is missing; expected iOS27
                #                        ^^^^^^ invalid-value target "Linux3": no such platform; expected iOS, macOS, watchOS, tvOS, visionOS
                #                                ^^^^^^^^ unusual-spelling "iOS 17.4" is read as iOS17
                #                                          ^^^^^^^^^^^^^^^^^ unusual-spelling "ct.target.macOS14" is read as macOS14
                #                                                             ^^^^^^^^^^ unusual-spelling "macOS10.16" is read as macOS11
                #                                                                                    ^^^^ invalid-value target "iOS9": Core ML starts with iOS11
                #                                                                                          ^^^^^ invalid-value target "iOS30": the newest known version is iOS27
                config_type: OpLinearQuantizerConfig
                global_config: {}
                ^^^^^^^^^^^^^ unavailable-on-target OpLinearQuantizerConfig needs iOS16, macOS13, visionOS1 (8-bit linear weights); the target is macOS11
                """);
    }

    @Test
    void targetsAreOneWordOrAList() {
        check("""
                target: {iOS: 17}
                #       ^^^^^^^^^ invalid-value target takes a target such as iOS18, or a list of them, found a mapping
                devices: [iPhone 15 Pro, 5, [x]]
                #                           ^^^ invalid-value devices takes a device name or a list of them, found a list of 1
                config_type: OpLinearQuantizerConfig
                global_config: {}
                """);
    }

    @Test
    void unavailableOnSomeTargets() {
        check("""
                target: [iOS17, macOS15]
                config_type: OpPalettizerConfig
                joint_compression: true
                #                  ^^^^ unavailable-on-target joint_compression true needs iOS18, macOS15 (compression of already compressed weights); the target is iOS17
                global_config: {nbits: 3}
                #                      ^ unavailable-on-target nbits 3 needs iOS18, macOS15 (3-bit tables); the target is iOS17
                op_type_configs:
                  linear: {nbits: 4, granularity: per_grouped_channel, cluster_dim: 2}
                #                                 ^^^^^^^^^^^^^^^^^^^ unavailable-on-target granularity per_grouped_channel needs iOS18, macOS15 (one table per group of channels); the target is iOS17
                #                                                                   ^ unavailable-on-target cluster_dim 2 needs iOS18, macOS15 (tables of vectors); the target is iOS17
                  conv: {nbits: 4, enable_per_channel_scale: true}
                #                                            ^^^^ unavailable-on-target enable_per_channel_scale true needs iOS18, macOS15 (a scale per channel on top of a table); the target is iOS17
                """);
    }

    @Test
    void unavailableWithDefaults() {
        check("""
                target: [iOS15]
                steps:
                  - config_type: OpLinearQuantizerConfig
                    global_config: {}
                #   ^^^^^^^^^^^^^ unavailable-on-target OpLinearQuantizerConfig needs iOS16 (8-bit linear weights); the target is iOS15
                  - config_type: OpMagnitudePrunerConfig
                    global_config: {target_sparsity: 0.5}
                #                                    ^^^ unavailable-on-target target_sparsity 0.5 needs iOS16 (sparse weights); the target is iOS15
                """);
    }

    @Test
    void commentsThatSetTheTarget() {
        check("""
                # mlrecipe: target iOS17
                config_type: OpPalettizerConfig
                global_config: {nbits: 3}
                #                      ^ unavailable-on-target nbits 3 needs iOS18 (3-bit tables); the target is iOS17
                """);
    }

    @Test
    void theSettingCountsWhereNothingElseSaysWhatTheRecipeIsFor() {
        Target iOS17 = Availability.load().oldest("iOS", 8).orElseThrow();
        String plain = "config_type: OpPalettizerConfig\nglobal_config: {nbits: 3}\n";
        ParsedRecipe parsed = Fixture.parse(plain, iOS17);
        assertEquals("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 3}
                #                      ^ unavailable-on-target nbits 3 needs iOS18 (3-bit tables); the target is iOS17 (setting mlrecipe.defaultTarget)
                """, Annotated.annotate(parsed.text(), parsed.findings()));
        assertEquals(
                List.of("Change to 4", "Check for iOS18"),
                parsed.findings().getFirst().fixes().stream().map(Finding.Fix::title).toList());
        for (String other : List.of("# mlrecipe: target iOS18\n", "target: iOS18\n", "model: Net.mlpackage\n")) {
            assertEquals(List.of(), Fixture.parse(other + plain, iOS17).findings(), other);
        }
    }

    @Test
    void withoutAnyTargetAvailabilityIsAHint() {
        check("""
                config_type: OpPalettizerConfig
                joint_compression: true
                #                  ^^^^ unavailable-on-target(hint) joint_compression true needs iOS18, macOS15, watchOS11, tvOS18, visionOS2 (compression of already compressed weights); the recipe names no target
                global_config: {nbits: 3}
                #                      ^ unavailable-on-target(hint) nbits 3 needs iOS18, macOS15, watchOS11, tvOS18, visionOS2 (3-bit tables); the recipe names no target
                op_type_configs:
                  conv: {nbits: 4}
                """);
    }

    @Test
    void aTargetThatIsNoneIsNoMissingTarget() {
        check("""
                target: iOS19
                #       ^^^^^ invalid-value target "iOS19": there is no iOS 19: iOS18 was followed by iOS26
                config_type: OpPalettizerConfig
                global_config: {nbits: 3}
                """);
    }

    @Test
    void allFivePlatforms() {
        check("""
                target: [iOS17, macOS14, watchOS10, tvOS17, visionOS1]
                config_type: OpLinearQuantizerConfig
                global_config: {dtype: int4}
                #                      ^^^^ unavailable-on-target dtype int4 needs iOS18, macOS15, watchOS11, tvOS18, visionOS2 (4-bit linear weights); the target is iOS17, macOS14, watchOS10, tvOS17, visionOS1
                """);
        check("""
                target: [iOS27, macOS27, watchOS27, tvOS27, visionOS27]
                config_type: OpLinearQuantizerConfig
                global_config: {dtype: int4, granularity: per_block}
                """);
    }

    @Test
    void targetsGoBeforeComments() {
        check("""
                # mlrecipe: target iOS17
                target: iOS18
                config_type: OpPalettizerConfig
                global_config: {nbits: 3}
                """);
    }

    @Test
    void ignoredFindings() {
        check("""
                target: ios17   # mlrecipe: ignore unusual-spelling
                config_type: OpPalettizerConfig
                # mlrecipe: ignore unusual-spelling
                # a comment of another kind
                global_config: {nbits: '4', group_size: '8'}
                op_name_configs:
                  a: {nbits: '4'}
                #            ^^^ unusual-spelling "4" is read as 4
                """);
    }

    @Test
    void errorsThatBlockCannotBeIgnored() {
        check("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 9} # mlrecipe: ignore invalid-value
                #                      ^ invalid-value nbits takes 1, 2, 3, 4, 6 or 8, found "9"; did you mean 8?
                """);
    }

    @Test
    void mistakesInComments() {
        check("""
                # mlrecipe: target iOS19
                #                  ^^^^^ invalid-value(warning) "iOS19": there is no iOS 19: iOS18 was followed by iOS26
                # mlrecipe: ignor invalid-value
                #           ^^^^^ invalid-value(warning) "ignor" is no comment for mlrecipe; did you mean ignore?
                # mlrecipe: ignore unknwn-key
                #                  ^^^^^^^^^^ invalid-value(warning) no finding is called "unknwn-key"; did you mean unknown-key?
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                """);
    }
}
