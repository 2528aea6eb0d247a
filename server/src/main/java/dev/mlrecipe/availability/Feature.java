package dev.mlrecipe.availability;

import dev.mlrecipe.data.DataFile;

/**
 * Something that a Core ML version brings.
 *
 * @param id for example {@code palettize.3bit}
 * @param title noun phrase for messages, for example {@code 3-bit tables}
 * @param since first specification version that has it
 * @param doc what it is, in Markdown
 * @param source where the fact comes from
 */
public record Feature(String id, String title, int since, String doc, String source) {

    static Feature of(DataFile.Row row) {
        return new Feature(
                row.word("id"), row.word("title"), row.number("since"), row.word("doc"), row.word("source"));
    }
}
