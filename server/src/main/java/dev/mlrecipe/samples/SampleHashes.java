package dev.mlrecipe.samples;

import dev.mlrecipe.digest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Identifies files with samples by their names and contents. A file is read again only if its size, its time or its
 * identity on disk has changed. Safe for concurrent use.
 */
public final class SampleHashes {
    /** Files up to this size are read as a whole; of larger ones, as many bytes in pieces spread over them evenly. */
    static final long WHOLE = 128L << 20;

    private static final int PIECE = 1 << 20;

    /** So many files are remembered; then all are forgotten. */
    private static final int MOST = 1 << 16;

    private final Map<Path, Known> known = new ConcurrentHashMap<>();
    private final LabelFiles labels = new LabelFiles();

    private record Known(FileStamp stamp, byte[] hash) {}

    /** What is known of files with right classes. */
    public LabelFiles labels() {
        return labels;
    }

    /**
     * A key of files, which are looked at when someone asks for it, and then once. Where one cannot be read, it is the
     * key of nothing else.
     *
     * @param rest what else belongs to the key
     */
    public Supplier<String> key(List<SampleFile> files, String rest) {
        return new Supplier<>() {
            private String key;

            @Override
            public synchronized String get() {
                if (key == null) {
                    key = "samples " + hash(files) + " " + rest;
                }
                return key;
            }
        };
    }

    private String hash(List<SampleFile> files) {
        MessageDigest digest = Sha256.create();
        for (SampleFile file : files) {
            byte[] name = file.path().getFileName().toString().getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(name.length).flip());
            digest.update(name);
            try {
                digest.update(hash(file.path()));
            } catch (IOException unreadable) {
                return "unreadable " + System.identityHashCode(digest);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private byte[] hash(Path path) throws IOException {
        FileStamp before = FileStamp.of(path);
        Known found = known.get(path);
        if (found != null && found.stamp().equals(before)) {
            return found.hash();
        }
        byte[] hash = content(path, before.size());
        if (before.settled()) {
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(path, new Known(before, hash));
        }
        return hash;
    }

    private static byte[] content(Path path, long size) throws IOException {
        MessageDigest digest = Sha256.create();
        digest.update(ByteBuffer.allocate(8).putLong(size).flip());
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        long pieces = Math.min(size, WHOLE) / PIECE;
        try (FileChannel channel = FileChannel.open(path)) {
            for (long i = 0; i <= pieces; i++) {
                long at = size <= WHOLE ? i * PIECE : (size - PIECE) * i / pieces;
                piece.clear();
                while (piece.hasRemaining() && channel.read(piece, at + piece.position()) > 0) {
                    // Until the piece is full or the file ends.
                }
                digest.update(piece.flip());
            }
        }
        return digest.digest();
    }
}
