package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.DiagnosticPages;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Findings as SARIF 2.1.0, which code hosts show beside the lines. Every kind of finding is a rule with its page as help,
 * so nothing has to be looked up elsewhere.
 */
public final class Sarif {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Sarif() {}

    /** A log with one run. */
    public static ObjectNode of(List<CheckedFile> files, String version) {
        ObjectNode log = JSON.objectNode();
        log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        log.put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "mlrecipe").put("version", version);
        List<String> codes = files.stream()
                .flatMap(file -> file.findings().stream())
                .map(Finding::code)
                .distinct()
                .sorted()
                .toList();
        ArrayNode rules = driver.putArray("rules");
        codes.forEach(code -> rule(rules.addObject(), code));
        run.put("columnKind", "utf16CodeUnits");
        ArrayNode results = run.putArray("results");
        for (CheckedFile file : files) {
            file.findings().forEach(f -> result(results.addObject(), file, f).put("ruleIndex", codes.indexOf(f.code())));
        }
        return log;
    }

    private static void rule(ObjectNode rule, String word) {
        rule.put("id", word);
        Code.of(word).ifPresent(code -> {
            String page = DiagnosticPages.text(code);
            rule.putObject("shortDescription").put("text", summary(page));
            rule.putObject("help").put("text", page).put("markdown", page);
            rule.putObject("defaultConfiguration").put("level", level(code.severity()));
        });
    }

    /** The first sentence of a page after its title and severity. */
    private static String summary(String page) {
        String paragraph = page.split("\n\n", 3)[1].replaceFirst("^\\*\\*[^*]*\\*\\*\\s*", "").replace("`", "");
        int end = paragraph.indexOf(". ");
        return end < 0 ? paragraph.strip() : paragraph.substring(0, end + 1);
    }

    private static ObjectNode result(ObjectNode result, CheckedFile file, Finding finding) {
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
        if (!finding.fixes().isEmpty()) {
            ArrayNode fixes = result.putArray("fixes");
            finding.fixes().forEach(fix -> fix(fixes.addObject(), file, fix));
        }
        return result;
    }

    private static void fix(ObjectNode node, CheckedFile file, Finding.Fix fix) {
        node.putObject("description").put("text", fix.title());
        ObjectNode change = node.putArray("artifactChanges").addObject();
        change.putObject("artifactLocation").put("uri", uri(file.file()));
        ArrayNode replacements = change.putArray("replacements");
        for (Finding.Edit edit : fix.edits()) {
            ObjectNode replacement = replacements.addObject();
            replacement.set("deletedRegion", region(file.text(), edit.span()));
            replacement.putObject("insertedContent").put("text", edit.text());
        }
    }

    private static void location(ObjectNode location, CheckedFile file, Span span) {
        ObjectNode physical = location.putObject("physicalLocation");
        physical.putObject("artifactLocation").put("uri", uri(file.file()));
        physical.set("region", region(file.text(), span));
    }

    /** Lines and columns from 1; the end column is the one behind the last character. */
    private static ObjectNode region(Text text, Span span) {
        Text.Position start = text.position(span.start());
        Text.Position end = text.position(span.end());
        return JSON.objectNode()
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
