package dev.mlrecipe.editor;

import dev.mlrecipe.editor.CompletionItem.Kind;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Cursor;
import dev.mlrecipe.yaml.YamlWords;
import java.util.ArrayList;
import java.util.List;

/** Collects what may be typed at one place and writes it so that it fits there. */
final class Proposals {
    /** Columns of one level. */
    static final int STEP = 2;

    final Snapshot snapshot;
    final Cursor cursor;
    private final boolean snippets;
    private final String content;
    private final String indentation;
    private final List<CompletionItem> items = new ArrayList<>();
    private boolean below;

    Proposals(Snapshot snapshot, Cursor cursor, boolean snippets) {
        this.snapshot = snapshot;
        this.cursor = cursor;
        this.snippets = snippets;
        Text text = snapshot.text();
        this.content = text.content();
        this.indentation = text.indentation(text.line(cursor.word().start())).replace("\uFEFF", "");
    }

    List<CompletionItem> items() {
        return items;
    }

    /** From now on proposals stand in a line below the cursor's: they begin a mapping or list as a value. */
    void goBelow() {
        below = true;
    }

    /** How near to the top a proposal comes. */
    enum Rank {
        FIRST,
        NORMAL,
        LATER,
        /** Not for the recipe's targets. */
        UNAVAILABLE
    }

    /**
     * One proposal.
     *
     * @param label what the list shows
     * @param kind what it is
     * @param text what is typed; placeholders in snippet syntax if {@code snippet}
     */
    record Proposal(
            String label, Kind kind, String text, boolean snippet, Rank rank, String detail, String id, boolean more) {

        static Proposal of(Kind kind, String label, String text) {
            return new Proposal(label, kind, text, false, Rank.NORMAL, "", "", false);
        }

        static Proposal snippet(String label, String text) {
            return new Proposal(label, Kind.SNIPPET, text, true, Rank.LATER, "", "", false);
        }

        Proposal rank(Rank other) {
            return new Proposal(label, kind, text, snippet, other, detail, id, more);
        }

        Proposal detail(String other) {
            return new Proposal(label, kind, text, snippet, rank, other, id, more);
        }

        Proposal id(String other) {
            return new Proposal(label, kind, text, snippet, rank, detail, other, more);
        }

        Proposal andMore() {
            return new Proposal(label, kind, text, snippet, rank, detail, id, true);
        }
    }

    void add(Proposal proposal) {
        String typed = content.substring(cursor.word().start(), Math.max(cursor.word().start(), cursor.word().end()));
        String quote = typed.startsWith("\"") || typed.startsWith("'") ? typed.substring(0, 1) : "";
        String text = lead() + proposal.text() + trail();
        items.add(new CompletionItem(
                Names.line(proposal.label()),
                proposal.detail(),
                proposal.kind(),
                cursor.word(),
                proposal.snippet() && !snippets ? Snippets.plain(text) : text,
                proposal.snippet() && snippets,
                "%d%04d".formatted(proposal.rank().ordinal(), items.size()),
                quote + Names.line(proposal.label()),
                proposal.id(),
                indentation,
                proposal.more()));
    }

    /** A dash where none is yet, and the space that YAML wants behind a colon or dash. */
    private String lead() {
        int start = cursor.word().start();
        if (cursor.place() instanceof Cursor.Place.Item item && !item.dashed()) {
            return "- ";
        }
        if (below) {
            return lineAt(cursor.indent());
        }
        boolean colon = cursor.place() instanceof Cursor.Place.Value || cursor.place() instanceof Cursor.Place.Item;
        char before = start > 0 ? content.charAt(start - 1) : ' ';
        boolean separate = before == ':' || before == '-' && !cursor.flow();
        return colon && separate || cursor.flow() && before == ',' ? " " : "";
    }

    /** The comma between what is typed and what follows it between brackets. */
    private String trail() {
        Span word = cursor.word();
        if (!cursor.flow() || word.start() < word.end() || cursor.place() instanceof Cursor.Place.Value) {
            return "";
        }
        int at = word.end();
        while (at < content.length() && content.charAt(at) == ' ') {
            at++;
        }
        boolean ends = at == content.length() || ",}]#\r\n".indexOf(content.charAt(at)) >= 0;
        return ends ? "" : at == word.end() ? ", " : ",";
    }

    /** A word in the quotes that have been typed, or in those that it needs. */
    String word(String word) {
        char first = cursor.word().start() < cursor.word().end() ? content.charAt(cursor.word().start()) : ' ';
        return first == '"' || first == '\'' ? YamlWords.quoted(word, first) : YamlWords.of(word);
    }

    /** Whether the word is a key already. */
    boolean colonFollows() {
        int at = cursor.word().end();
        while (at < content.length() && content.charAt(at) == ' ') {
            at++;
        }
        return at < content.length() && content.charAt(at) == ':';
    }

    /** The column of the word, or the one that the keys of a list's item will have. */
    int column() {
        if (below || cursor.place() instanceof Cursor.Place.Item item && item.dashed()) {
            return cursor.indent();
        }
        int column = snapshot.text().position(cursor.word().start()).column();
        boolean marked = column > 0 && content.charAt(0) == '\uFEFF'
                && snapshot.text().line(cursor.word().start()) == 0;
        return marked ? column - 1 : column;
    }

    /** A line break and the white space that brings the next line to a column. */
    String lineAt(int column) {
        return snapshot.text().lineBreak() + " ".repeat(Math.max(0, column - indentation.length()));
    }

    /** Lines of which the first stands at the cursor and the others in a column. */
    String lines(List<String> lines, int column) {
        return String.join(lineAt(column), lines);
    }

    /** A word that can be replaced: within one line, and touching the cursor. */
    static boolean isReplaceable(Text text, Span word, int offset) {
        return word.touches(offset) && text.line(word.start()) == text.line(word.end());
    }
}
