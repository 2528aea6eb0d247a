package dev.mlrecipe.editor;

import dev.mlrecipe.availability.Target;
import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.editor.CompletionItem.Kind;
import dev.mlrecipe.editor.Proposals.Proposal;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Cursor;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Comments that mean something: {@code # mlrecipe: ignore <code>} and {@code # mlrecipe: target iOS17}. */
final class CommentProposals {
    private static final Pattern VERB = Pattern.compile("#\\s*(?:mlrecipe:?\\s*)?([A-Za-z]*)");
    private static final Pattern IGNORE = Pattern.compile("#\\s*mlrecipe:\\s*ignore\\s(?:.*[\\s,])?([a-z-]*)");
    private static final Pattern TARGET = Pattern.compile("#\\s*mlrecipe:\\s*target\\s+(\\S*)");

    private CommentProposals() {}

    static List<CompletionItem> at(Snapshot snapshot, Cursor cursor, int offset) {
        Span comment = ((Cursor.Place.Comment) cursor.place()).comment().span();
        String typed = snapshot.text().slice(new Span(comment.start(), offset));
        Matcher ignore = IGNORE.matcher(typed);
        if (ignore.matches()) {
            Proposals proposals = proposals(snapshot, cursor, offset, ignore.group(1));
            codes().forEach(code -> proposals.add(Proposal.of(Kind.VALUE, code, code)));
            return proposals.items();
        }
        Matcher target = TARGET.matcher(typed);
        if (target.matches()) {
            Proposals proposals = proposals(snapshot, cursor, offset, target.group(1));
            new Targets(snapshot.vocabulary().availability()).all().stream().map(Target::word).forEach(word ->
                    proposals.add(Proposal.of(Kind.TARGET, word, word).id("target/" + word)));
            return proposals.items();
        }
        Matcher verb = VERB.matcher(typed);
        if (verb.matches()) {
            Proposals proposals = proposals(snapshot, cursor, offset, typed.replaceFirst("^#\\s*", ""));
            for (String word : List.of("mlrecipe: ignore", "mlrecipe: target")) {
                proposals.add(Proposal.of(Kind.KEY, word, word + " ").andMore());
            }
            return proposals.items();
        }
        return List.of();
    }

    private static Proposals proposals(Snapshot snapshot, Cursor cursor, int offset, String word) {
        Span span = new Span(offset - word.length(), offset);
        return new Proposals(
                snapshot, new Cursor(List.of(), cursor.place(), span, word, cursor.indent(), cursor.flow()), false);
    }

    /** Codes of findings that can be hidden. */
    private static List<String> codes() {
        return Arrays.stream(Code.values())
                .filter(code -> !Code.blocks(Finding.of(code.word(), code.severity(), Span.at(0), "")))
                .map(Code::word)
                .toList();
    }
}
