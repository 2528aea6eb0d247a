package dev.mlrecipe.report;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns for a terminal or a log. */
public final class TextTable {
    private static final String GAP = "  ";

    /** On which side of its column a text stands. */
    public enum Align {
        LEFT,
        RIGHT
    }

    private final List<String> heads = new ArrayList<>();
    private final List<Align> aligns = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    private record Row(Ink ink, List<String> cells) {}

    /** Adds a column. */
    public TextTable column(String head, Align align) {
        heads.add(head);
        aligns.add(align);
        return this;
    }

    /** Adds a row with one cell per column. */
    public TextTable row(Ink ink, String... cells) {
        if (cells.length != heads.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + heads.size() + " columns");
        }
        rows.add(new Row(ink, List.of(cells)));
        return this;
    }

    /** The lines, each with a line feed; without trailing spaces. */
    public String render(boolean colour) {
        int[] widths = widths();
        StringBuilder out = new StringBuilder();
        line(out, heads, widths, Ink.BOLD, colour);
        rows.forEach(row -> line(out, row.cells(), widths, row.ink(), colour));
        return out.toString();
    }

    private int[] widths() {
        int[] widths = new int[heads.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = width(heads.get(i));
            for (Row row : rows) {
                widths[i] = Math.max(widths[i], width(row.cells().get(i)));
            }
        }
        return widths;
    }

    private void line(StringBuilder out, List<String> cells, int[] widths, Ink ink, boolean colour) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String pad = " ".repeat(widths[i] - width(cells.get(i)));
            line.append(i == 0 ? "" : GAP);
            line.append(aligns.get(i) == Align.RIGHT ? pad + cells.get(i) : cells.get(i) + pad);
        }
        out.append(ink.paint(line.toString().stripTrailing(), colour)).append('\n');
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
