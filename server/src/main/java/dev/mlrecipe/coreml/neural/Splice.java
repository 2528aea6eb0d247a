package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.tensor.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a file with parts of it replaced. Everything else keeps its bytes; only the lengths of the messages around a
 * replaced part are written anew. For one use.
 */
final class Splice {
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final Bytes source;
    private final Part root;
    private final Map<Part, List<Patch>> patches = new HashMap<>();
    private final Map<Part, Long> sizes = new HashMap<>();

    Splice(Path file, Bytes source) {
        this.file = file;
        this.source = source;
        this.root = Part.file(source.size());
    }

    /** What takes the place of a range of bytes. */
    private sealed interface Patch {
        long from();

        long to();

        /** New bytes. */
        record New(long from, long to, List<Bytes> content) implements Patch {}

        /** A message inside of which something changes. */
        record Inner(Part part) implements Patch {
            @Override
            public long from() {
                return part.field().start();
            }

            @Override
            public long to() {
                return part.field().end();
            }
        }
    }

    /**
     * Puts other bytes in the place of a range inside a message.
     *
     * @param part the innermost message around the range
     * @param from first byte of the range, whole fields of the message
     * @param to first byte behind it; {@code from} to insert
     */
    void replace(Part part, long from, long to, List<Bytes> content) {
        patches(part).add(new Patch.New(from, to, List.copyOf(content)));
    }

    private List<Patch> patches(Part part) {
        List<Patch> known = patches.get(part);
        if (known == null) {
            known = new ArrayList<>();
            patches.put(part, known);
            Part inner = part;
            part.parent().ifPresent(around -> patches(around).add(new Patch.Inner(inner)));
        }
        return known;
    }

    /**
     * Ends the list of changes.
     *
     * @throws ModelException if the file would become too large
     */
    void requireFits() throws ModelException {
        long size = size(root);
        if (size > Integer.MAX_VALUE) {
            throw new ModelException(file, "the result takes " + size
                    + " bytes, and a model in one file has less than 2 GiB; compress more of it");
        }
    }

    /** Writes the file. */
    void writeTo(OutputStream out) throws IOException {
        for (List<Patch> list : patches.values()) {
            list.sort(Comparator.comparingLong(Patch::from).thenComparingLong(Patch::to));
        }
        write(root, out);
    }

    /** Bytes of a message's content. */
    private long size(Part part) {
        Long known = sizes.get(part);
        if (known != null) {
            return known;
        }
        long size = part.field().size();
        for (Patch patch : patches.getOrDefault(part, List.of())) {
            size -= patch.to() - patch.from();
            size += switch (patch) {
                case Patch.New fresh -> fresh.content().stream().mapToLong(Bytes::size).sum();
                case Patch.Inner inner -> {
                    long content = size(inner.part());
                    yield WireWriter.head(inner.part().field().number(), content).length + content;
                }
            };
        }
        sizes.put(part, size);
        return size;
    }

    private void write(Part part, OutputStream out) throws IOException {
        long at = part.field().content();
        for (Patch patch : patches.getOrDefault(part, List.of())) {
            copy(source, at, patch.from() - at, out);
            switch (patch) {
                case Patch.New fresh -> {
                    for (Bytes bytes : fresh.content()) {
                        copy(bytes, 0, bytes.size(), out);
                    }
                }
                case Patch.Inner inner -> {
                    out.write(WireWriter.head(inner.part().field().number(), size(inner.part())));
                    write(inner.part(), out);
                }
            }
            at = patch.to();
        }
        copy(source, at, part.field().end() - at, out);
    }

    /** Copies a range in pieces. */
    static void copy(Bytes source, long from, long size, OutputStream out) throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(0, size))];
        for (long done = 0; done < size; ) {
            int n = (int) Math.min(chunk.length, size - done);
            source.read(from + done, chunk, 0, n);
            out.write(chunk, 0, n);
            done += n;
        }
    }
}
