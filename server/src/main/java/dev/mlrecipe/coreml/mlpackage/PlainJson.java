package dev.mlrecipe.coreml.mlpackage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * JSON as manifests are made of it: objects of objects and strings, printable ASCII without escapes. Whatever else there
 * is, also every mistake, is left to a complete parser, whose start takes longer than most manifests do: it gets ready
 * for numbers of any size.
 */
final class PlainJson {
    private static final int MAX_NESTING = 8;

    private final String text;
    private int position;

    private PlainJson(String text) {
        this.text = text;
    }

    /** The one object that the bytes hold, if it is as plain as that. */
    static Optional<JsonNode> read(byte[] bytes) {
        PlainJson json = new PlainJson(new String(bytes, StandardCharsets.ISO_8859_1));
        JsonNode value = json.next('{') ? json.object(1) : null;
        return value != null && json.atEnd() ? Optional.of(value) : Optional.empty();
    }

    /** The object whose brace was just read; {@code null} if it is not plain. */
    private ObjectNode object(int nesting) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (nesting > MAX_NESTING || next('}')) {
            return nesting > MAX_NESTING ? null : object;
        }
        do {
            String key = next('"') ? string() : null;
            if (key == null || object.has(key) || !next(':')) {
                return null;
            }
            JsonNode value = value(nesting);
            if (value == null) {
                return null;
            }
            object.set(key, value);
        } while (next(','));
        return next('}') ? object : null;
    }

    private JsonNode value(int nesting) {
        if (next('{')) {
            return object(nesting + 1);
        }
        String value = next('"') ? string() : null;
        return value == null ? null : JsonNodeFactory.instance.textNode(value);
    }

    /** What stands before the closing quote; {@code null} if it is not plain. */
    private String string() {
        int start = position;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return text.substring(start, position - 1);
            }
            if (c < ' ' || c > '~' || c == '\\') {
                return null;
            }
        }
        return null;
    }

    /** Steps over white space, and over the character if it is next. */
    private boolean next(char expected) {
        if (atEnd() || text.charAt(position) != expected) {
            return false;
        }
        position++;
        return true;
    }

    private boolean atEnd() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        return position == text.length();
    }
}
