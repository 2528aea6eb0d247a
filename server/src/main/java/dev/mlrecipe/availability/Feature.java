package dev.mlrecipe.availability;

import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.data.DataFile;

/**
 * Something that a Core ML version brings.
 *
 * @param id for example {@code palettize.3bit}
 * @param title noun phrase for messages, for example {@code 3-bit tables}
 * @param since first specification version whose ML programs have it, or {@link #NEVER}
 * @param network first specification version whose neural networks have it, or {@link #NEVER}
 * @param doc what it is, in Markdown
 * @param source where the fact comes from
 */
public record Feature(String id, String title, int since, int network, String doc, String source) {
    /** A version that never comes. */
    public static final int NEVER = Integer.MAX_VALUE;

    static final String[] KEYS = {"id", "title", "since?", "network?", "doc", "source"};

    static Feature of(DataFile.Row row) {
        return new Feature(
                row.word("id"),
                row.word("title"),
                version(row, "since"),
                version(row, "network"),
                row.word("doc"),
                row.word("source"));
    }

    private static int version(DataFile.Row row, String key) {
        return row.has(key) ? row.number(key) : NEVER;
    }

    /** First specification version whose models of a kind have it, or {@link #NEVER}; pipelines are of networks. */
    public int since(ModelKind kind) {
        return kind == ModelKind.NEURAL_NETWORK || kind == ModelKind.PIPELINE ? network : since;
    }

    /** Whether any version of a kind of model has it. */
    public boolean existsIn(ModelKind kind) {
        return since(kind) != NEVER;
    }
}
