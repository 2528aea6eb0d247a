package dev.mlrecipe.analysis;

import static dev.mlrecipe.plan.Fixture.model;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.LayerAccuracy;
import dev.mlrecipe.accuracy.OutputAccuracy;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.engine.Totals;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.plan.Fakes;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What recipes expect, before a run from exact sizes and after it from the report. */
class ExpectationTest {
    private static final Availability AVAILABILITY = Availability.load();
    private static final RecipeParser PARSER = new RecipeParser(List.of(Fakes.TABLES, Fakes.PRUNE), AVAILABILITY);

    /** 8192 and 65,536 bytes as float16; with 4-bit tables 2048 + 32 and 16,384 + 32. */
    private static final ModelIndex MODEL = model(Opset.COREML8)
            .weight("w1", Shape.of(64, 64), "a:conv")
            .weight("w2", Shape.of(128, 256), "b:conv")
            .build();

    private static void check(String annotated, Optional<Report> report) {
        String recipe = Annotated.clean(annotated);
        ParsedRecipe parsed = PARSER.parse(Text.of(recipe));
        ModelState model = new ModelState.Read(MODEL, new Fakes.SumEncoding());
        Analysis analysis = Analysis.of(parsed, Optional.empty(), model, AVAILABILITY, report);
        assertEquals(annotated, Annotated.annotate(parsed.text(), analysis.findings()));
        assertEquals(false, analysis.blocked());
    }

    @Nested
    class BeforeARun {

        @Test
        void theRatioOfExactSizesIsJudged() {
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    expect:
                      min_ratio: 3.98
                    """, Optional.empty());
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    expect:
                      min_ratio: 3.99
                    #            ^^^^ expectation-failed min_ratio 3.99 is not met: 3.986 is reached; the largest weight is b.weight [128,256] with 16.4 kB
                    """, Optional.empty());
        }

        @Test
        void whatNeedsAPredictionIsSaidNotToBeJudged() {
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    expect:
                      max_latency_ms: {iPhone 15 Pro: 1.5}
                    #                                 ^^^ expectation-failed(warning) max_latency_ms of iPhone 15 Pro is not judged: it needs a prediction, and there is none for this device
                      max_weight_memory: {iPhone 15 Pro: 12 MB}
                    #                                    ^^^^^ expectation-failed(warning) max_weight_memory of iPhone 15 Pro is not judged: it needs a prediction, and there is none for this device
                    """, Optional.empty());
        }

        @Test
        void sizesThatDependOnValuesAreNotJudged() {
            check("""
                    config_type: PruneConfig
                    global_config: {guess: true}
                    expect:
                      min_ratio: 100
                      max_size: 1 B
                    """, Optional.empty());
        }

        @Test
        void anOutputIsAtLeastAsLargeAsItsWeights() {
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    expect:
                      max_size: 18495 B
                    #           ^^^^^^^ expectation-failed max_size 18,495 bytes is not met: the weights alone take 18,496 bytes; the largest weight is b.weight [128,256] with 16.4 kB
                    """, Optional.empty());
        }

        @Test
        void skippedWeightsAreCounted() {
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    op_name_configs:
                      a: {group: 60}
                    # ^ layer-skipped a.weight [64,64] stays as it is: 64 rows are no multiple of 60
                    expect:
                      max_skipped: 0
                    #              ^ expectation-failed max_skipped 0 is not met: 1 weight is skipped; the first: a.weight [64,64]
                      min_snr_db: 200
                    """, Optional.empty());
        }
    }

    @Test
    void whatCannotBeMadeIsNotJudged() {
        String recipe = """
                model: M.mlmodelc
                config_type: TablesConfig
                global_config: {nbits: 4}
                expect:
                  min_ratio: 100
                """;
        ParsedRecipe parsed = PARSER.parse(Text.of(recipe));
        ModelState model = new ModelState.Read(MODEL, new Fakes.SumEncoding());
        Analysis analysis = Analysis.of(parsed, Optional.empty(), model, AVAILABILITY, Optional.empty());
        assertEquals(
                List.of("model-unreadable"), analysis.findings().stream().map(Finding::code).toList());
    }

    @Nested
    class AfterARun {

        private static LayerResult layer(Weight weight, LayerResult.Status status, long stored, double snrDb) {
            return new LayerResult(
                    weight, status, Optional.empty(), Optional.empty(), "lut_to_dense", 4, 0, stored,
                    Proposal.Basis.EXACT, OptionalDouble.of(0), OptionalDouble.of(snrDb), OptionalDouble.empty());
        }

        private static Optional<Report> report(LayerResult... layers) {
            long stored = List.of(layers).stream().mapToLong(LayerResult::storedBytes).sum();
            return Optional.of(new Report(
                    Opset.COREML8,
                    List.of(layers),
                    new Totals(
                            2, 2, 0, 0, 73_728, stored, 73_728, OptionalDouble.empty(), OptionalDouble.empty(),
                            OptionalLong.of(stored + 1000), 1, 1)));
        }

        @Test
        void whatWasMeasuredIsJudged() {
            Optional<Report> report = report(
                    layer(MODEL.weights().get(0), LayerResult.Status.COMPRESSED, 4000, 11.99999),
                    layer(MODEL.weights().get(1), LayerResult.Status.SKIPPED, 30_000, Double.POSITIVE_INFINITY));
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    expect:
                      min_ratio: 2.2
                    #            ^^^ expectation-failed min_ratio 2.2 is not met: 2.168 is reached; the largest weight is b.weight [128,256] with 30.0 kB
                      max_size: 34 kB
                    #           ^^^^^ expectation-failed max_size 34,000 bytes is not met: the output takes 35,000 bytes; the largest weight is b.weight [128,256] with 30.0 kB
                      min_snr_db: 12
                    #             ^^ expectation-failed min_snr_db 12.0 dB is not met: a.weight [64,64] has 11.999 dB; it is the only one below
                      max_skipped: 0
                    #              ^ expectation-failed max_skipped 0 is not met: 1 weight is skipped; the first: b.weight [128,256]
                    """, report);
        }

        @Test
        void theWorstLayerIsNamed() {
            Optional<Report> report = report(
                    layer(MODEL.weights().get(0), LayerResult.Status.COMPRESSED, 4000, 11),
                    layer(MODEL.weights().get(1), LayerResult.Status.COMPRESSED, 4000, 10));
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    expect:
                      min_snr_db: 12
                    #             ^^ expectation-failed min_snr_db 12.0 dB is not met: b.weight [128,256] has 10.000 dB; 2 layers are below
                      min_ratio: 4
                    """, report);
        }

        @Test
        void aWeightWithoutErrorIsAlwaysGoodEnough() {
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    expect:
                      min_snr_db: 100
                    """, report(layer(
                    MODEL.weights().get(0), LayerResult.Status.COMPRESSED, 100, Double.POSITIVE_INFINITY)));
        }

        /** What samples told: scores of classes with labels, and a map without classes. */
        private static Optional<Report> onSamples() {
            OutputAccuracy scores = new OutputAccuracy(
                    "scores", 19.99999, 21, 30, 0.98765, 0.9, OptionalDouble.of(0.95),
                    Optional.of(new OutputAccuracy.Labelled(0.9, 0.88)));
            OutputAccuracy map = new OutputAccuracy(
                    "map", 25, 25, 35, 0.999, 0.99, OptionalDouble.empty(), Optional.empty());
            Accuracy accuracy = new Accuracy.Measured(
                    "key", 40, List.of(scores, map),
                    List.of(new LayerAccuracy("a", "conv", 18.5), new LayerAccuracy("b", "conv", 12.345)), List.of());
            Report plain = report(layer(MODEL.weights().get(0), LayerResult.Status.COMPRESSED, 100, 11)).orElseThrow();
            return Optional.of(new Report(plain.opset(), plain.layers(), List.of(), accuracy, plain.totals()));
        }

        @Test
        void outputsAreJudgedByWhatWasMeasuredOnSamples() {
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    expect:
                      min_output_snr_db: 20
                    #                    ^^ expectation-failed min_output_snr_db 20.0 dB is not met: scores has 19.9999 dB on 40 samples; the layer that is furthest off is b with 12.345 dB
                      min_cosine: {map: 0.999, scores: 0.99}
                    #                                  ^^^^ expectation-failed min_cosine 0.99 is not met: scores has 0.9876 on 40 samples; the layer that is furthest off is b with 12.345 dB
                      min_top1_agreement: 0.96
                    #                     ^^^^ expectation-failed min_top1_agreement 0.96 is not met: scores agrees in 0.95 on 40 samples; the layer that is furthest off is b with 12.345 dB
                      max_accuracy_drop: 0.01
                    #                    ^^^^ expectation-failed max_accuracy_drop 0.01 is not met: scores loses 0.02, from 0.9 to 0.88 on 40 samples; the layer that is furthest off is b with 12.345 dB
                    """, onSamples());
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    expect: {min_output_snr_db: {map: 25}, min_cosine: 0.98, min_top1_agreement: 0.95, max_accuracy_drop: 0.02}
                    """, onSamples());
        }

        @Test
        void whatAnOutputHasNoFigureForIsSaid() {
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    expect:
                      min_top1_agreement: {map: 0.9}
                    #                           ^^^ expectation-failed(warning) min_top1_agreement is not judged: output map does not choose a class
                      max_accuracy_drop: {map: 0.01}
                    #                          ^^^^ expectation-failed(warning) max_accuracy_drop is not judged: labels say nothing about output map
                      min_cosine: {other: 0.9}
                    #                     ^^^ expectation-failed(warning) min_cosine is not judged: output other cannot be computed
                    """, onSamples());
        }

        @Test
        void whyNothingWasMeasuredIsSaid() {
            Report plain = report(layer(MODEL.weights().get(0), LayerResult.Status.COMPRESSED, 100, 11)).orElseThrow();
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    expect:
                      min_cosine: 0.9
                    #             ^^^ expectation-failed(warning) min_cosine is not judged: the model cannot be computed
                    """, Optional.of(new Report(
                    plain.opset(), plain.layers(), List.of(),
                    new Accuracy.NotMeasured("key", "the model cannot be computed"), plain.totals())));
        }

        @Test
        void anErrorThatIsNoNumberIsNotGoodEnough() {
            check("""
                    config_type: TablesConfig
                    global_config: {nbits: 4}
                    expect:
                      min_snr_db: 1
                    #             ^ expectation-failed min_snr_db 1.0 dB is not met: a.weight [64,64] has NaN dB; it is the only one below
                    """, report(layer(MODEL.weights().get(0), LayerResult.Status.COMPRESSED, 100, Double.NaN)));
        }
    }
}
