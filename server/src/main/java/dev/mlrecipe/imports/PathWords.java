package dev.mlrecipe.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Paths as scripts compute them: with slashes, relative ones from the script's folder. */
final class PathWords {
    private PathWords() {}

    static String join(String first, String second) {
        if (second.startsWith("/") || first.isEmpty() || first.equals(".")) {
            return second;
        }
        return first.endsWith("/") ? first + second : first + "/" + second;
    }

    /** {@code name}, {@code stem}, {@code suffix} or {@code parent} of a path. */
    static Optional<String> part(String path, String which) {
        return switch (which) {
            case "name" -> Optional.of(name(path));
            case "stem" -> Optional.of(stem(name(path)));
            case "suffix" -> Optional.of(name(path).substring(stem(name(path)).length()));
            case "parent" -> Optional.of(parent(path).isEmpty() ? "." : parent(path));
            default -> Optional.empty();
        };
    }

    static String name(String path) {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : slash == 0 ? "/" : path.substring(0, slash);
    }

    /** Without the last suffix. */
    static String stem(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
    }

    /** The path from the script's folder, if it lies in it. */
    static Optional<String> within(String path) {
        if (path.isEmpty() || path.startsWith("/") || path.startsWith("~") || path.contains("\\") || path.contains(":")) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                return Optional.empty();
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("/", parts));
    }
}
