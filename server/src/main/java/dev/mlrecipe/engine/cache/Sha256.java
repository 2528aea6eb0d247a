package dev.mlrecipe.engine.cache;

import dev.mlrecipe.coreml.tensor.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What keys and checksums share. */
public final class Sha256 {
    /** Bytes of a digest. */
    static final int SIZE = 32;

    private static final int CHUNK = 1 << 16;

    private Sha256() {}

    /** A fresh digest. */
    public static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Streams bytes, asking before every chunk whether to stop. */
    static void copy(Bytes bytes, OutputStream target, Runnable checkpoint) throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK, bytes.size())];
        for (long at = 0; at < bytes.size(); at += chunk.length) {
            checkpoint.run();
            int count = (int) Math.min(chunk.length, bytes.size() - at);
            bytes.read(at, chunk, 0, count);
            target.write(chunk, 0, count);
        }
    }
}
