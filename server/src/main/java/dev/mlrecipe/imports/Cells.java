package dev.mlrecipe.imports;

import java.util.List;
import java.util.OptionalInt;

/**
 * The cells of a notebook that were put together as one script.
 *
 * @param cells those with code, in order; none for a file that is no notebook
 */
record Cells(List<Cell> cells) {
    static final Cells NONE = new Cells(List.of());

    Cells {
        cells = List.copyOf(cells);
    }

    /**
     * @param number among all cells of the notebook, from 1
     * @param first the line of the script where it begins, from 1
     */
    record Cell(int number, int first) {}

    /** A note about a line of the script, at its place in the notebook. */
    Note at(Note note) {
        Cell cell = new Cell(0, 0);
        for (Cell next : cells) {
            if (next.first() > note.line()) {
                break;
            }
            cell = next;
        }
        return cell.number() == 0
                ? note
                : new Note(OptionalInt.of(cell.number()), note.line() - cell.first() + 1, note.message());
    }

    /** Where a line of the script is, in words. */
    String place(int line) {
        return at(new Note(line, "")).place();
    }
}
