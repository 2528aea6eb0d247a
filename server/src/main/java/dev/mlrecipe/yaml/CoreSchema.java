package dev.mlrecipe.yaml;

import java.util.regex.Pattern;

/** Tag resolution of the YAML 1.2 core schema (YAML 1.2.2, chapter 10.3). */
final class CoreSchema {
    private static final Pattern NULL = Pattern.compile("null|Null|NULL|~|");
    private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]++|0o[0-7]++|0x[0-9a-fA-F]++");
    private static final Pattern FLOAT = Pattern.compile(
            "[-+]?(\\.[0-9]++|[0-9]++(\\.[0-9]*+)?)([eE][-+]?[0-9]++)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    /** No number that anybody writes is longer; keeps the patterns off megabytes of text. */
    private static final int LONGEST = 400;

    private CoreSchema() {}

    /** What an untagged plain scalar is. */
    static Node.Kind kind(String text) {
        if (text.length() > LONGEST) {
            return Node.Kind.STRING;
        }
        if (NULL.matcher(text).matches()) {
            return Node.Kind.NULL;
        }
        if (BOOLEAN.matcher(text).matches()) {
            return Node.Kind.BOOLEAN;
        }
        if (INTEGER.matcher(text).matches()) {
            return Node.Kind.INTEGER;
        }
        return FLOAT.matcher(text).matches() ? Node.Kind.FLOAT : Node.Kind.STRING;
    }
}
