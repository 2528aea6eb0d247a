package dev.mlrecipe.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.digest.Sha256;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.finding.Nearest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The right classes of samples, from a file: an array of integers ({@code .npy}), a list ({@code .json}), or a label in
 * every line (other text).
 *
 * @param file what to call the file
 * @param words positions or names of classes, a label for each sample in the order of the samples
 * @param positions whether all are positions, however classes are called
 * @param key identifies them
 */
public record Labels(String file, List<String> words, boolean positions, String key) {
    /** Bytes of a file, at most. */
    public static final long LARGEST = 16L << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    public Labels {
        words = List.copyOf(words);
    }

    /** The same word is held once: there are many labels and few classes. */
    private static Labels of(String file, Stream<String> labels, boolean positions) {
        MessageDigest digest = Sha256.create();
        digest.update((positions + "").getBytes(StandardCharsets.UTF_8));
        Map<String, String> once = new HashMap<>();
        List<String> words = labels.map(word -> once.computeIfAbsent(word, same -> same)).toList();
        for (String word : words) {
            digest.update(("\n" + word).getBytes(StandardCharsets.UTF_8));
        }
        return new Labels(file, words, positions, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Reads a file.
     *
     * @param name what to call it: its path as a recipe would write it
     * @throws SamplesException if it holds no labels
     */
    public static Labels read(String name, Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new SamplesException(name + ": no such file");
        }
        if (!Files.isRegularFile(path)) {
            throw new SamplesException(name + ": not a regular file");
        }
        byte[] content;
        try {
            if (Files.size(path) > LARGEST) {
                throw new SamplesException(
                        name + ": " + Files.size(path) + " bytes are no labels; at most " + LARGEST + " are read");
            }
            content = Files.readAllBytes(path);
        } catch (NoSuchFileException gone) {
            throw new SamplesException(name + ": no such file", gone);
        }
        Labels labels = switch (new SampleFile(name, path).ending()) {
            case "npy" -> array(name, content);
            case "json" -> json(name, content);
            default -> lines(name, content);
        };
        if (labels.words.isEmpty()) {
            throw new SamplesException(name + ": it holds no labels");
        }
        return labels;
    }

    private static Labels array(String name, byte[] content) throws IOException {
        NpyArray array = NpyArray.read(name, Bytes.of(content));
        if (array.isFloat()) {
            throw new SamplesException(name + ": labels are integers, found " + array.type());
        }
        long[] dims = array.dims();
        if (Arrays.stream(dims).filter(dim -> dim != 1).count() > 1) {
            throw new SamplesException(name + ": one label for each sample expected, found shape " + Shape.of(dims));
        }
        Tensor.Ints numbers = (Tensor.Ints) array.tensor(0, Shape.of(dims), true);
        return of(name, Arrays.stream(numbers.values()).mapToObj(Integer::toString), true);
    }

    private static Labels json(String name, byte[] content) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(content);
        } catch (JsonProcessingException wrong) {
            String place = wrong.getLocation() == null ? "" : "line " + wrong.getLocation().getLineNr() + ": ";
            throw new SamplesException(name + ": " + place + "no JSON", wrong);
        }
        if (!root.isArray()) {
            throw new SamplesException(name + ": a list of integers or names expected");
        }
        List<String> words = new ArrayList<>();
        for (JsonNode label : root) {
            if (!label.isIntegralNumber() && !label.isTextual()) {
                throw new SamplesException(
                        name + ": label " + words.size() + ": an integer or a name expected, found " + label);
            }
            words.add(label.asText());
        }
        return of(name, words.stream(), false);
    }

    private static Labels lines(String name, byte[] content) throws SamplesException {
        List<String> words = new ArrayList<>();
        int number = 0;
        for (String line : new String(content, StandardCharsets.UTF_8).split("\\R")) {
            number++;
            String word = line.strip();
            if (word.length() > 1 && word.startsWith("\"") && word.endsWith("\"")) {
                word = word.substring(1, word.length() - 1);
            }
            if (word.indexOf('\0') >= 0) {
                throw new SamplesException(name + ": line " + number + ": no text; .npy, .json, .csv or .txt expected");
            }
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return of(name, words.stream(), false);
    }

    /**
     * The classes that are meant. A name counts before a number, where there are names.
     *
     * @param samples how many samples there are
     * @param classes how many classes
     * @param names what they are called; empty if they have no names
     * @throws SamplesException if a label is none of them, or there are more labels or fewer than samples
     */
    public List<Integer> classes(int samples, int classes, List<String> names) throws SamplesException {
        if (words.size() != samples) {
            throw new SamplesException(file + ": " + words.size() + " labels for " + samples
                    + " samples; one for each sample expected, also where only some samples are taken");
        }
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < names.size() && !positions; i++) {
            places.putIfAbsent(names.get(i), i);
        }
        List<Integer> found = new ArrayList<>();
        for (String word : words) {
            int position = places.containsKey(word) ? places.get(word) : number(word).orElse(-1);
            if (position < 0 || position >= classes) {
                boolean named = !names.isEmpty() && !positions;
                throw new SamplesException(file + ": label " + found.size() + " is " + word + "; a class from 0 to "
                        + (classes - 1) + (named ? " or its name, such as " + names.getFirst() + "," : "") + " expected"
                        + (named ? Nearest.question(word, names) : ""));
            }
            found.add(position);
        }
        return found;
    }

    private static Optional<Integer> number(String word) {
        try {
            return Optional.of(Integer.parseInt(word));
        } catch (NumberFormatException name) {
            return Optional.empty();
        }
    }
}
