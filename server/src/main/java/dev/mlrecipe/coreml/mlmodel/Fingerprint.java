package dev.mlrecipe.coreml.mlmodel;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what is written to a stream. */
public final class Fingerprint {
    /** Something that can be written. */
    public interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    private Fingerprint() {}

    /** The digest in hexadecimal. */
    public static String of(Source source) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            source.writeTo(out);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
