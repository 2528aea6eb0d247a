package dev.mlrecipe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.LayerAccuracy;
import dev.mlrecipe.accuracy.OutputAccuracy;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.engine.Fakes;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.LayerResult.Status;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal.Basis;
import dev.mlrecipe.testing.JsonSchemas;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** One report in its three forms. */
class ReportTest {
    private static final String EVIL = "</title><script>alert(1)</script>\u001b[31m&\"'";

    private final Weight weight = Fakes.weight(0, "conv_1", new float[] {1, 2, 3, 4});
    private final LayerResult compressed = layer(weight, Status.COMPRESSED, Optional.empty(), 20.25);
    private final LayerResult skipped =
            layer(Fakes.weight(1, "linear_1", new float[8]), Status.SKIPPED, Optional.of("7 does not divide 8"), 0);

    @Test
    void tableShowsEveryWeightAlignedAndTheTotals() {
        assertEquals(
                """
                weight           shape  form   bits  before  after  ratio  SNR dB  status
                conv_1.weight    [1,4]  dense     4     8 B    2 B  4.00x    20.3  compressed
                linear_1.weight  [1,8]  dense     4     8 B    2 B  4.00x          skipped: 7 does not divide 8
                2 weights: 1 compressed, 1 skipped, 0 left; 16 B -> 4 B (4.00x, against float16 6.00x); lowest SNR 20.3 dB
                M.mlpackage -> out.mlpackage, 1.23 kB on disk, in 250 ms
                """,
                ReportText.render(document(compressed, skipped), false));
    }

    @Test
    void vectorsThatNobodyAskedForShareOneLine() {
        Weight bias = new Weight(
                2,
                "conv_1.bias",
                List.of("conv_1_b"),
                "main",
                weight.consumers(),
                new Dense(Tensor.sketch(DataType.FLOAT16, Shape.of(4))));
        String text = ReportText.render(
                document(compressed, layer(bias, Status.LEFT, Optional.of("rank 1"), 0), skipped), false);
        assertFalse(text.contains("conv_1.bias"), text);
        assertTrue(text.contains("\nleft: 1 weight of rank 1 (2 B: biases and the like)\n3 weights: "), text);
        assertTrue(
                ReportText.render(document(layer(bias, Status.SKIPPED, Optional.of("asked for"), 0)), false)
                        .contains("conv_1.bias"));
    }

    @Test
    void coloursAppearOnlyWhereAskedFor() {
        assertFalse(ReportText.render(document(compressed, skipped), false).contains("\u001b"));
        assertTrue(ReportText.render(document(compressed, skipped), true).contains("\u001b[33m"));
    }

    @Test
    void sizesThatAreNotExactAreMarked() {
        LayerResult bound = new LayerResult(
                weight, Status.COMPRESSED, Optional.empty(), Optional.empty(), "sparse_to_dense", 16, 8, 6,
                Basis.UPPER_BOUND, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
        LayerResult unknown = new LayerResult(
                weight, Status.COMPRESSED, Optional.empty(), Optional.empty(), "sparse_to_dense", 16, 8, 6,
                Basis.UNKNOWN, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
        String text = ReportText.render(document(bound, unknown), false);
        assertTrue(text.contains("<= 6 B"), text);
        assertTrue(text.contains("    ?      ?"), text);
        assertTrue(text.contains("-> about 12 B"), text);
    }

    @Test
    void jsonFollowsItsSchema() throws Exception {
        JsonNode json = ReportJson.of(document(compressed, skipped));
        JsonSchemas.assertValid("report.schema.json", json);
        JsonNode first = json.get("layers").get(0);
        assertEquals("conv_1.weight", first.get("weight").asText());
        assertEquals("conv_1_w", first.get("const").asText());
        assertEquals(20.25, first.get("snr_db").asDouble());
        assertEquals("exact", first.get("stored_bytes_basis").asText());
        assertEquals(6, json.get("totals").get("float16_ratio").asDouble());
    }

    @Test
    void whatSamplesToldFollowsTheTotals() throws Exception {
        Accuracy.Measured accuracy = new Accuracy.Measured(
                "key",
                40,
                List.of(
                        new OutputAccuracy(
                                "scores", 20.04, 21, 30, 0.98769, 0.9, OptionalDouble.of(0.95),
                                Optional.of(new OutputAccuracy.Labelled(1, 0.875))),
                        new OutputAccuracy(
                                "map", Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1, 1,
                                OptionalDouble.empty(), Optional.empty())),
                List.of(new LayerAccuracy("conv_1", "conv", 18.5), new LayerAccuracy(EVIL, "conv", 12.34)),
                List.of());
        ReportDocument document = document(accuracy);
        String text = ReportText.render(document, false);
        assertTrue(
                text.endsWith("""

                        output on 40 samples  SNR dB  PSNR dB  cosine  lowest  same class         accuracy
                        scores                  20.0     30.0  0.9876  0.9000      95.0 %  100 % -> 87.5 %
                        map                    exact    exact       1       1
                        """ + "layers furthest off, SNR dB of what they compute: " + Ink.harmless(EVIL)
                        + " 12.3, conv_1 18.5\n"),
                text);
        JsonNode json = ReportJson.of(document);
        JsonSchemas.assertValid("report.schema.json", json);
        JsonNode outputs = json.get("accuracy").get("outputs");
        assertEquals(0.125, outputs.get(0).get("accuracy").get("drop").asDouble());
        assertTrue(outputs.get(1).get("snr_db").isNull());
        assertEquals(12.34, json.get("accuracy").get("layers").get(0).get("snr_db").asDouble());
        String page = ReportHtml.render(document);
        assertTrue(page.contains("<td class=\"n\">100 % → 87.5 %</td>"), page);
        parse(page);
    }

    @Test
    void whyNothingWasMeasuredOnSamplesIsSaid() throws Exception {
        ReportDocument document = document(new Accuracy.NotMeasured("", "there is no executor"));
        assertTrue(ReportText.render(document, false).endsWith("\naccuracy not measured: there is no executor\n"));
        JsonNode json = ReportJson.of(document);
        JsonSchemas.assertValid("report.schema.json", json);
        assertFalse(json.get("accuracy").get("measured").asBoolean());
        assertTrue(ReportHtml.render(document).contains("Not measured: there is no executor"));
    }

    private ReportDocument document(Accuracy accuracy) {
        Report plain = report(compressed);
        return new ReportDocument(
                "r.mlrecipe.yaml", "M.mlpackage", Optional.of("out.mlpackage"), List.of("iOS18"), Optional.of("CoreML8"),
                new Report(plain.opset(), plain.layers(), plain.activations(), accuracy, plain.totals()));
    }

    @Test
    void weightWithoutErrorHasNoSignalToNoiseRatio() throws Exception {
        JsonNode json =
                ReportJson.of(document(layer(weight, Status.COMPRESSED, Optional.empty(), Double.POSITIVE_INFINITY)));
        JsonSchemas.assertValid("report.schema.json", json);
        assertTrue(json.get("layers").get(0).get("snr_db").isNull());
        assertTrue(json.get("totals").get("min_snr_db").isNull());
    }

    @Test
    void schemaRefusesWhatIsNoReport() {
        JsonNode json = ReportJson.of(document(compressed)).without("totals");
        assertThrows(AssertionError.class, () -> JsonSchemas.assertValid("report.schema.json", json));
    }

    @Test
    void pageIsWellFormedAndLoadsNothing() throws Exception {
        String page = ReportHtml.render(document(compressed, skipped));
        assertTrue(page.contains("Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"), page);
        assertFalse(page.contains("unsafe-inline"), "the policy must allow nothing but the page's own scripts");
        assertFalse(page.contains(" src="), "the page must load nothing");
        assertFalse(page.contains("style=\""), "an inline style needs a hole in the policy");
        parse(page);
    }

    @Test
    void namesFromModelsAreOnlyText() throws Exception {
        Weight evil = Fakes.weight(0, EVIL, new float[4]);
        ReportDocument document = new ReportDocument(
                EVIL, EVIL, Optional.of(EVIL), List.of(), Optional.empty(),
                report(layer(evil, Status.SKIPPED, Optional.of(EVIL), 1)));
        String page = ReportHtml.render(document);
        assertEquals(2, page.split("<script>").length - 1, "only the page's own scripts");
        assertFalse(page.contains("\u001b"), page);
        parse(page);
        assertFalse(ReportText.render(document, false).contains("\u001b"), "a terminal would obey it");
    }

    @Test
    void sizesReadWell() {
        assertEquals("999 B", Sizes.bytes(999));
        assertEquals("1.00 kB", Sizes.bytes(1_000));
        assertEquals("36.9 kB", Sizes.bytes(36_864));
        assertEquals("1.00 MB", Sizes.bytes(999_950));
        assertEquals("2.10 MB", Sizes.bytes(2_097_152));
        assertEquals("256 MB", Sizes.bytes(256_000_000));
        assertEquals("exact", Sizes.decibels(Double.POSITIVE_INFINITY));
    }

    @Test
    void rowsOfATableHaveOneCellPerColumn() {
        TextTable table = new TextTable().column("a", TextTable.Align.LEFT);
        assertThrows(IllegalArgumentException.class, () -> table.row(Ink.PLAIN, "1", "2"));
    }

    /** HTML with closed void elements is XML. */
    private static void parse(String page) throws Exception {
        String xml = page.replace("<!DOCTYPE html>\n", "")
                .replaceAll("(?s)<script>.*?</script>", "")
                .replaceAll("(<(?:meta|input) [^>]*[^/])>", "$1/>");
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static ReportDocument document(LayerResult... layers) {
        return new ReportDocument(
                "r.mlrecipe.yaml", "M.mlpackage", Optional.of("out.mlpackage"), List.of("iOS18"),
                Optional.of("CoreML8"), report(layers));
    }

    private static Report report(LayerResult... layers) {
        return Fakes.report(List.of(layers));
    }

    private static LayerResult layer(Weight weight, Status status, Optional<String> reason, double snr) {
        return new LayerResult(
                weight, status, reason,
                Optional.of(Fakes.rule("global_config", Fakes.technique("T", (w, b) -> new Outcome.Declined("")))),
                "dense", 4, 8, 2, Basis.EXACT, OptionalDouble.of(0.5), OptionalDouble.of(snr), OptionalDouble.of(0));
    }
}
