package dev.mlrecipe.lsp;

import com.google.gson.JsonObject;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.List;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DiagnosticCodeDescription;
import org.eclipse.lsp4j.DiagnosticRelatedInformation;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.DiagnosticTag;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.MarkupContent;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextEdit;

/** All conversions between the product's types and those of the protocol. */
final class Protocol {
    /** Who speaks, in the client's lists of problems. */
    static final String SOURCE = "mlrecipe";

    private Protocol() {}

    static Range range(Text text, Span span) {
        return new Range(position(text, span.start()), position(text, span.end()));
    }

    static Position position(Text text, int offset) {
        Text.Position position = text.position(offset);
        return new Position(position.line(), position.column());
    }

    static int offset(Text text, Position position) {
        return text.offset(position.getLine(), position.getCharacter());
    }

    static Span span(Text text, Range range) {
        int start = offset(text, range.getStart());
        return new Span(start, Math.max(start, offset(text, range.getEnd())));
    }

    static List<TextEdit> edits(Text text, List<Edit> edits) {
        return edits.stream()
                .map(edit -> new TextEdit(range(text, edit.span()), edit.text()))
                .toList();
    }

    static MarkupContent markdown(String text) {
        return new MarkupContent(MarkupKind.MARKDOWN, text);
    }

    /**
     * A finding as clients show it.
     *
     * @param uri address of the document
     * @param severity how grave the user wants it to look
     */
    static Diagnostic diagnostic(String uri, Text text, Finding finding, Severity severity, DocPages pages) {
        Diagnostic diagnostic =
                new Diagnostic(range(text, finding.span()), finding.message(), severity(severity), SOURCE);
        diagnostic.setCode(finding.code());
        pages.of(finding.code()).ifPresent(page -> diagnostic.setCodeDescription(new DiagnosticCodeDescription(page)));
        if (!finding.related().isEmpty()) {
            diagnostic.setRelatedInformation(finding.related().stream()
                    .map(related -> new DiagnosticRelatedInformation(
                            new Location(uri, range(text, related.span())), related.message()))
                    .toList());
        }
        if (finding.code().equals(Code.RULE_MATCHES_NOTHING.word())) {
            diagnostic.setTags(List.of(DiagnosticTag.Unnecessary));
        }
        if (!finding.fixes().isEmpty()) {
            JsonObject data = new JsonObject();
            data.addProperty("fixes", finding.fixes().size());
            diagnostic.setData(data);
        }
        return diagnostic;
    }

    private static DiagnosticSeverity severity(Severity severity) {
        return switch (severity) {
            case ERROR -> DiagnosticSeverity.Error;
            case WARNING -> DiagnosticSeverity.Warning;
            case INFORMATION -> DiagnosticSeverity.Information;
            case HINT -> DiagnosticSeverity.Hint;
        };
    }
}
