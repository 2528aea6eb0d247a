package dev.mlrecipe.coreml.mlpackage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mlrecipe.coreml.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code Manifest.json} of a package: which items it has and which one is the model.
 *
 * @param formatVersion three numbers, at most 1.0.0
 * @param items items by identifier
 * @param root identifier of the model
 */
record Manifest(String formatVersion, SortedMap<String, Item> items, String root) {
    private static final int MAX_BYTES = 4 << 20;

    Manifest {
        items = Collections.unmodifiableSortedMap(new TreeMap<>(items));
    }

    /**
     * One file or folder of the package.
     *
     * @param path below {@code Data}, with slashes
     * @param name its role, for example {@code weights}
     * @param author who defines the role, for example {@code com.apple.CoreML}
     * @param description free text
     */
    record Item(String path, String name, String author, String description) {}

    /** The model item. */
    Item model() {
        return items.get(root);
    }

    /** The item of this role. */
    Optional<Item> item(String author, String name) {
        return items.values().stream()
                .filter(item -> item.author().equals(author) && item.name().equals(name))
                .findFirst();
    }

    /** The same manifest with one more item. */
    Manifest with(String identifier, Item item) {
        SortedMap<String, Item> more = new TreeMap<>(items);
        more.put(identifier, item);
        return new Manifest(formatVersion, more, root);
    }

    /**
     * Parses a manifest and checks all its rules that do not concern the disk.
     *
     * @throws ModelException if a rule is broken; the message names the key
     */
    static Manifest parse(Path file, byte[] bytes) throws ModelException {
        if (bytes.length > MAX_BYTES) {
            throw new ModelException(file, bytes.length + " bytes, at most " + MAX_BYTES + " expected");
        }
        JsonNode tree;
        try {
            tree = ManifestJson.read(bytes);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
            throw new ModelException(file, "not JSON" + place + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ModelException(file, "not JSON: " + e.getMessage(), e);
        }
        if (!tree.isObject()) {
            throw new ModelException(file, "a JSON object expected");
        }
        String version = version(file, text(file, tree, "", "fileFormatVersion"));
        SortedMap<String, Item> items = items(file, tree.get("itemInfoEntries"));
        String root = text(file, tree, "", "rootModelIdentifier");
        if (!items.containsKey(root)) {
            throw new ModelException(file, "rootModelIdentifier \"" + root + "\" names no item");
        }
        return new Manifest(version, items, root);
    }

    private static SortedMap<String, Item> items(Path file, JsonNode entries) throws ModelException {
        SortedMap<String, Item> items = new TreeMap<>();
        if (entries == null) {
            return items;
        }
        if (!entries.isObject()) {
            throw new ModelException(file, "itemInfoEntries: an object expected");
        }
        Set<String> roles = new HashSet<>();
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            String place = "itemInfoEntries." + entry.getKey() + ".";
            JsonNode node = entry.getValue();
            Item item = new Item(
                    text(file, node, place, "path"),
                    text(file, node, place, "name"),
                    text(file, node, place, "author"),
                    text(file, node, place, "description"));
            if (!roles.add(item.author() + "/" + item.name())) {
                throw new ModelException(
                        file, place + "name: a second item \"" + item.name() + "\" of " + item.author());
            }
            items.put(entry.getKey(), item);
        }
        return items;
    }

    private static String version(Path file, String version) throws ModelException {
        if (!version.matches("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}")) {
            throw new ModelException(
                    file, "fileFormatVersion: three numbers such as 1.0.0 expected, found \"" + version + "\"");
        }
        String[] parts = version.split("\\.");
        int major = Integer.parseInt(parts[0]);
        if (major > 1 || (major == 1 && Integer.parseInt(parts[1]) + Integer.parseInt(parts[2]) > 0)) {
            throw new ModelException(file, "fileFormatVersion " + version + " is newer than 1.0.0");
        }
        return version;
    }

    private static String text(Path file, JsonNode node, String place, String key) throws ModelException {
        JsonNode value = node.get(key);
        if (value == null || !value.isTextual()) {
            throw new ModelException(
                    file, place + key + ": a string expected, found " + (value == null ? "nothing" : kind(value)));
        }
        return value.textValue();
    }

    private static String kind(JsonNode value) {
        return value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    /** The manifest as bytes: keys sorted, four spaces, a line feed at the end; equal manifests give equal bytes. */
    byte[] toBytes() throws IOException {
        return ManifestJson.write(out -> {
            out.writeStartObject();
            out.writeStringField("fileFormatVersion", formatVersion);
            out.writeObjectFieldStart("itemInfoEntries");
            for (Map.Entry<String, Item> entry : items.entrySet()) {
                Item item = entry.getValue();
                out.writeObjectFieldStart(entry.getKey());
                out.writeStringField("author", item.author());
                out.writeStringField("description", item.description());
                out.writeStringField("name", item.name());
                out.writeStringField("path", item.path());
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writeStringField("rootModelIdentifier", root);
            out.writeEndObject();
        });
    }
}
