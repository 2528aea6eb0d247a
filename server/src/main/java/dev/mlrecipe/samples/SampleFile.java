package dev.mlrecipe.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
}
