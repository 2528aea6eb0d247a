package dev.mlrecipe.engine.cache;

import dev.mlrecipe.digest.Sha256;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The jar or the folder of classes that holds the product. */
final class ProductCode {
    private static final String CLASSES = "dev/mlrecipe/";

    private ProductCode() {}

    /** Whether a class is part of it, and not of a plugin. */
    static boolean holds(Class<?> type) {
        Optional<URL> own = location(ProductCode.class);
        return own.isPresent() && Objects.equals(own.get().toString(), location(type).map(URL::toString).orElse(""));
    }

    /**
     * A text that differs for every build whose classes differ, so that results of one are never taken for those of
     * another, whatever both call their version. A jar's own checksums are used: it is not read as a whole.
     *
     * @throws IOException if the classes cannot be found or read
     */
    static String fingerprint() throws IOException {
        Path place = place();
        MessageDigest digest = Sha256.create();
        if (Files.isDirectory(place)) {
            try (Stream<Path> files = Files.walk(place.resolve(CLASSES))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    add(digest, place.relativize(file).toString().replace(File.separatorChar, '/'));
                    digest.update(Files.readAllBytes(file));
                }
            }
        } else {
            try (JarFile jar = new JarFile(place.toFile())) {
                List<JarEntry> entries = jar.stream()
                        .filter(entry -> entry.getName().startsWith(CLASSES))
                        .sorted(Comparator.comparing(JarEntry::getName))
                        .toList();
                entries.forEach(entry -> add(
                        digest, entry.getName() + " " + entry.getSize() + " " + Long.toHexString(entry.getCrc())));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String line) {
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Path place() throws IOException {
        try {
            return Path.of(location(ProductCode.class)
                    .orElseThrow(() -> new IOException("the program's own file is not known"))
                    .toURI());
        } catch (URISyntaxException | RuntimeException odd) {
            throw new IOException("the program's own file cannot be found", odd);
        }
    }

    private static Optional<URL> location(Class<?> type) {
        return Optional.ofNullable(type.getProtectionDomain().getCodeSource()).map(CodeSource::getLocation);
    }
}
