package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Findings as JSON ({@code schema/check.schema.json}) and as SARIF 2.1.0, which code hosts show beside the lines. */
public final class FindingJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PAGES = "docs/diagnostics/";

    private FindingJson() {}

    /** One entry per finding; lines and columns count from 0 in UTF-16, as in the language server protocol. */
    public static ArrayNode of(List<CheckedFile> files) {
        ArrayNode all = JSON.arrayNode();
        for (CheckedFile file : files) {
            for (Finding finding : file.findings()) {
                ObjectNode node = all.addObject();
                node.put("file", file.file());
                node.put("code", finding.code());
                node.put("severity", finding.severity().word());
                node.put("message", finding.message());
                node.set("range", range(file.text(), finding.span()));
                fixes(node.putArray("fixes"), file.text(), finding);
                node.put("href", PAGES + finding.code() + ".md");
            }
        }
        return all;
    }

    private static void fixes(ArrayNode fixes, Text text, Finding finding) {
        for (Finding.Fix fix : finding.fixes()) {
            ArrayNode edits = fixes.addObject().put("title", fix.title()).putArray("edits");
            for (Finding.Edit edit : fix.edits()) {
                edits.addObject().<ObjectNode>set("range", range(text, edit.span())).put("newText", edit.text());
            }
        }
    }

    private static ObjectNode range(Text text, Span span) {
        ObjectNode range = JSON.objectNode();
        range.set("start", position(text, span.start()));
        range.set("end", position(text, span.end()));
        return range;
    }

    private static ObjectNode position(Text text, int offset) {
        Text.Position position = text.position(offset);
        return JSON.objectNode().put("line", position.line()).put("character", position.column());
    }

    /** A SARIF log with one run. */
    public static ObjectNode sarif(List<CheckedFile> files, String version) {
        ObjectNode log = JSON.objectNode();
        log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        log.put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "mlrecipe").put("version", version);
        ArrayNode rules = driver.putArray("rules");
        files.stream()
                .flatMap(file -> file.findings().stream())
                .map(Finding::code)
                .distinct()
                .sorted()
                .forEach(code -> rules.addObject().put("id", code));
        run.put("columnKind", "utf16CodeUnits");
        ArrayNode results = run.putArray("results");
        for (CheckedFile file : files) {
            file.findings().forEach(finding -> result(results.addObject(), file, finding));
        }
        return log;
    }

    private static void result(ObjectNode result, CheckedFile file, Finding finding) {
        result.put("ruleId", finding.code());
        result.put("level", level(finding.severity()));
        result.putObject("message").put("text", finding.message());
        location(result.putArray("locations").addObject(), file, finding.span());
        if (!finding.related().isEmpty()) {
            ArrayNode related = result.putArray("relatedLocations");
            finding.related().forEach(other -> {
                ObjectNode node = related.addObject();
                location(node, file, other.span());
                node.putObject("message").put("text", other.message());
            });
        }
    }

    private static void location(ObjectNode location, CheckedFile file, Span span) {
        ObjectNode physical = location.putObject("physicalLocation");
        physical.putObject("artifactLocation").put("uri", uri(file.file()));
        Text.Position start = file.text().position(span.start());
        Text.Position end = file.text().position(span.end());
        physical.putObject("region")
                .put("startLine", start.line() + 1)
                .put("startColumn", start.column() + 1)
                .put("endLine", end.line() + 1)
                .put("endColumn", end.column() + 1);
    }

    /** A relative or absolute URI reference; separators are slashes whatever the system. */
    private static String uri(String file) {
        String path = file.replace('\\', '/');
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException odd) {
            return path;
        }
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFORMATION, HINT -> "note";
        };
    }
}
