package dev.mlrecipe.samples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file with samples.
 *
 * @param name what to call it: its path as a recipe would write it
 * @param path where it is
 */
public record SampleFile(String name, Path path) {
    private static final Set<String> ENDINGS = Set.of("npy", "npz", "json", "png", "jpg", "jpeg");
    private static final int SIGNED = 1 << 16;

    /**
     * What a path names: a file, or the files of a folder that can hold samples, by their names.
     *
     * @param word the path as written
     * @throws SamplesException if there is none
     */
    public static List<SampleFile> at(String word, Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new SamplesException(word + ": no such file or folder");
        }
        if (Files.isRegularFile(path)) {
            SampleFile file = new SampleFile(word, path);
            if (!ENDINGS.contains(file.ending())) {
                throw new SamplesException(word + ": .npy, .npz, .json, .png or .jpg expected");
            }
            return List.of(file);
        }
        if (!Files.isDirectory(path)) {
            throw new SamplesException(word + ": not a regular file");
        }
        String folder = word.endsWith("/") ? word : word + "/";
        List<SampleFile> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(path)) {
            entries.filter(Files::isRegularFile)
                    .map(entry -> new SampleFile(folder + entry.getFileName(), entry))
                    .filter(file -> ENDINGS.contains(file.ending()))
                    .sorted((a, b) -> a.name.compareTo(b.name))
                    .forEach(files::add);
        }
        if (files.isEmpty()) {
            throw new SamplesException(word + ": the folder holds no samples: .npy, .npz, .json, .png or .jpg expected");
        }
        return files;
    }

    String ending() {
        String file = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return file.substring(file.lastIndexOf('.') + 1);
    }

    /** Its name without folder and ending. */
    String stem() {
        String file = path.getFileName().toString();
        return file.substring(0, file.lastIndexOf('.') < 0 ? file.length() : file.lastIndexOf('.'));
    }

    /** Identifies files by their names, sizes and first 64 KiB: enough to notice that others lie there, and fast. */
    public static String key(List<SampleFile> files) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (SampleFile file : files) {
                byte[] name = file.path.getFileName().toString().getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(12).putInt(name.length).putLong(Files.size(file.path)).flip());
                digest.update(name);
                try (InputStream in = Files.newInputStream(file.path)) {
                    digest.update(in.readNBytes(SIGNED));
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (NoSuchFileException gone) {
            throw new SamplesException(gone.getFile() + ": no such file", gone);
        }
    }
}
