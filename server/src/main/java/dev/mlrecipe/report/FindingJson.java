package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.List;

/** Findings as JSON ({@code schema/check.schema.json}). */
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
}
