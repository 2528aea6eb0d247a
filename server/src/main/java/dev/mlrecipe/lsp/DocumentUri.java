package dev.mlrecipe.lsp;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a document. Clients write the same address in several ways ({@code file:///c%3A/x},
 * {@code file:///C:/x}); the key is the same for all of them.
 *
 * @param text as the client wrote it; answers use this
 * @param key equal for equal addresses
 * @param path where the document lies; empty unless it is a file of this machine
 */
record DocumentUri(String text, String key, Optional<Path> path) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);
    private static final Pattern DRIVE = Pattern.compile("/?([A-Za-z]):(.*)", Pattern.DOTALL);
    private static final boolean WINDOWS = File.separatorChar == '\\';

    static DocumentUri of(String text) {
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches() || !scheme.group(1).equalsIgnoreCase("file")) {
            return new DocumentUri(text, text, Optional.empty());
        }
        String rest = scheme.group(2);
        String authority = "";
        if (rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
            rest = slash < 0 ? "/" : rest.substring(slash);
        }
        String decoded = decode(rest);
        Matcher drive = DRIVE.matcher(decoded);
        if (drive.matches()) {
            decoded = "/" + drive.group(1).toLowerCase(Locale.ROOT) + ":" + drive.group(2).replace('\\', '/');
        }
        boolean local = authority.isEmpty() || authority.equalsIgnoreCase("localhost");
        String key = "file://" + (local ? "" : authority) + (WINDOWS ? decoded.toLowerCase(Locale.ROOT) : decoded);
        return new DocumentUri(text, key, local ? path(decoded) : Optional.empty());
    }

    /** The address of a file as clients expect it. */
    static String of(Path file) {
        String uri = file.toUri().toString();
        return file.toString().endsWith("/") || !uri.endsWith("/") ? uri : uri.substring(0, uri.length() - 1);
    }

    /** Whether it lies somewhere in a folder. */
    boolean isBelow(DocumentUri folder) {
        return key.startsWith(folder.key.endsWith("/") ? folder.key : folder.key + "/");
    }

    /** Whether version control shows an old version here, which nobody wants to be told anything about. */
    boolean isHistory() {
        return text.startsWith("git:") || text.startsWith("gitfs:") || text.startsWith("git-graph:");
    }

    private static Optional<Path> path(String decoded) {
        // Two slashes would be a share on another machine.
        if (decoded.startsWith("//") || decoded.startsWith("\\\\")) {
            return Optional.empty();
        }
        String own = WINDOWS && DRIVE.matcher(decoded).matches() ? decoded.substring(1) : decoded;
        try {
            Path path = Path.of(own);
            return path.isAbsolute() && path.getFileName() != null ? Optional.of(path.normalize()) : Optional.empty();
        } catch (InvalidPathException odd) {
            return Optional.empty();
        }
    }

    /** Escapes that are none stay as they are. */
    private static String decode(String escaped) {
        if (escaped.indexOf('%') < 0) {
            return escaped;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] in = escaped.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < in.length; i++) {
            int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(in[i + 2], 16) : -1;
            if (low >= 0) {
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.write(in[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
