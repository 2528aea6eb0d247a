package dev.mlrecipe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.engine.Fakes;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.LayerResult.Status;
import dev.mlrecipe.technique.Proposal.Basis;
import dev.mlrecipe.testing.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The page of a report in a real browser. */
class ReportPageTest {
    private static ChromeDriver browser;
    private static String address;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        ReportDocument document = new ReportDocument(
                "r.mlrecipe.yaml",
                "M.mlpackage",
                Optional.of("out.mlpackage"),
                List.of("iOS18"),
                Optional.of("CoreML8"),
                Fakes.report(List.of(
                        layer(0, "conv_1", 2_000_000, 500_000, 17.1),
                        layer(1, "<img src=x onerror=alert(1)>", 9_000_000, 3_000_000, 31.5),
                        layer(2, "linear_1", 400_000, 210_000, Double.POSITIVE_INFINITY))));
        Path page = Files.writeString(folder.resolve("report.html"), ReportHtml.render(document));
        address = page.toUri().toString();
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
    }

    @BeforeEach
    void open() {
        browser.get(address);
    }

    @Test
    void runsWithoutAComplaint() {
        assertEquals(List.of(), browser.manage().logs().get(LogType.BROWSER).getAll());
        assertEquals(List.of(), browser.findElements(By.tagName("img")), "a name became an element");
    }

    @Test
    void chartsAreDrawnInBothColourSchemes() {
        Map<String, Object> light = pixels("light");
        Map<String, Object> dark = pixels("dark");
        for (String chart : List.of("bytes", "quality")) {
            assertTrue((Long) light.get(chart) > 500, chart + " has hardly any ink: " + light);
            assertTrue((Long) dark.get(chart) > 500, chart + " has hardly any ink in the dark: " + dark);
        }
        assertNotEquals(light.get("text"), dark.get("text"));
        assertNotEquals(light.get("axis"), dark.get("axis"), "axes do not follow the colour scheme");
        assertEquals("#9aa5b1", light.get("bar"), "bars have the style sheet's colours");
        assertEquals("#66727e", dark.get("bar"), "bars do not follow the colour scheme");
    }

    @Test
    void headingsSortBothWays() {
        assertEquals(List.of("conv_1.weight", "<img src=x onerror=alert(1)>.weight", "linear_1.weight"), names());
        heading("Before").click();
        assertEquals(List.of("linear_1.weight", "conv_1.weight", "<img src=x onerror=alert(1)>.weight"), names());
        heading("Before").click();
        assertEquals(List.of("<img src=x onerror=alert(1)>.weight", "conv_1.weight", "linear_1.weight"), names());
        heading("SNR dB").click();
        assertEquals(List.of("conv_1.weight", "<img src=x onerror=alert(1)>.weight", "linear_1.weight"), names());
        heading("Weight").click();
        assertEquals("linear_1.weight", names().get(2));
    }

    @Test
    void filterHidesWhatDoesNotMatch() {
        browser.findElement(By.id("filter")).sendKeys("LINEAR_1");
        assertEquals(List.of("linear_1.weight"), names());
    }

    @Test
    void addressesCanPointToAWeight() {
        browser.get(address + "#" + ReportHtml.anchor(2));
        assertEquals("linear_1.weight", browser.findElement(By.cssSelector("tr:target td")).getText());
    }

    private static WebElement heading(String title) {
        return browser.findElements(By.cssSelector("#weights th button")).stream()
                .filter(button -> button.getText().startsWith(title))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names() {
        return browser.findElements(By.cssSelector("#weights tbody tr:not([hidden]) td:first-child")).stream()
                .map(WebElement::getText)
                .toList();
    }

    /** Painted pixels of each chart, and colours, in one colour scheme. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> pixels(String scheme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        browser.navigate().refresh();
        return (Map<String, Object>) browser.executeScript(
                """
                const ink = id => {
                  const canvas = document.getElementById(id);
                  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                  let count = 0;
                  for (let i = 3; i < data.length; i += 4) count += data[i] > 0 ? 1 : 0;
                  return count;
                };
                return {
                  bytes: ink('bytes'), quality: ink('quality'),
                  text: getComputedStyle(document.body).color,
                  bar: Chart.getChart('bytes').getDatasetMeta(0).data[0].options.backgroundColor,
                  axis: Chart.getChart('bytes').options.scales.x.ticks.color,
                };
                """);
    }

    private static LayerResult layer(int id, String op, long before, long after, double snr) {
        return new LayerResult(
                Fakes.weight(id, op, new float[8]), Status.COMPRESSED, Optional.empty(), Optional.empty(),
                "lut_to_dense", 4, before, after, Basis.EXACT, OptionalDouble.of(0.5), OptionalDouble.of(snr),
                OptionalDouble.of(0));
    }
}
