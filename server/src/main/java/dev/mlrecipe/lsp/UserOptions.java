package dev.mlrecipe.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the client says for the user in {@code initializationOptions}. Only here, and never in a workspace's settings,
 * can be said what lets recipes do more.
 *
 * @param trusted whether the user trusts the workspace; clients that know no trust say nothing and mean yes
 * @param autoSave whether the client saves by itself while the user types
 * @param status whether the client wants to hear how recipes stand
 * @param profile name of the client, {@code intellij} and {@code vscode} among others; empty if it does not say
 * @param outputRoots folders beside the workspace that recipes may write into
 * @param plugins folder with jars of techniques
 * @param cacheFolder folder for results; empty for the usual one
 * @param cacheBytes bytes that kept results may take; 0 to keep none; empty for the usual limit
 * @param docsBase where pages of findings are; empty for the bundled ones
 */
record UserOptions(
        boolean trusted,
        boolean autoSave,
        boolean status,
        String profile,
        List<Path> outputRoots,
        Optional<Path> plugins,
        Optional<Path> cacheFolder,
        Optional<Long> cacheBytes,
        Optional<String> docsBase) {

    /** @param options the value of {@code initializationOptions}; anything */
    static UserOptions of(Object options) {
        JsonObject json = options instanceof JsonObject object ? object : new JsonObject();
        return new UserOptions(
                flag(json, "trusted", true),
                flag(json, "autoSave", false),
                flag(json, "status", false),
                text(json, "profile").orElse(""),
                paths(json.get("outputRoots")),
                text(json, "plugins").flatMap(UserOptions::path),
                text(json, "cacheFolder").flatMap(UserOptions::path),
                json.get("cacheSizeMB") instanceof JsonPrimitive value && value.isNumber() && value.getAsLong() >= 0
                        ? Optional.of(value.getAsLong() << 20)
                        : Optional.empty(),
                text(json, "docsBase"));
    }

    boolean intellij() {
        return profile.equalsIgnoreCase("intellij");
    }

    static boolean flag(JsonObject json, String key, boolean absent) {
        return json.get(key) instanceof JsonPrimitive value && value.isBoolean() ? value.getAsBoolean() : absent;
    }

    private static Optional<String> text(JsonObject json, String key) {
        return json.get(key) instanceof JsonPrimitive value && value.isString() && !value.getAsString().isBlank()
                ? Optional.of(value.getAsString())
                : Optional.empty();
    }

    private static List<Path> paths(JsonElement json) {
        List<Path> paths = new ArrayList<>();
        if (json != null && json.isJsonArray()) {
            for (JsonElement item : json.getAsJsonArray()) {
                if (item instanceof JsonPrimitive value && value.isString()) {
                    path(value.getAsString()).ifPresent(paths::add);
                }
            }
        }
        return List.copyOf(paths);
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Path::isAbsolute);
        } catch (InvalidPathException odd) {
            return Optional.empty();
        }
    }
}
