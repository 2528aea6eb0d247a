package dev.mlrecipe.recipe;

import java.util.Locale;
import java.util.stream.Stream;

/** Names of outputs that several recipes of a file share. */
final class OutputName {
    private OutputName() {}

    /** A path with a suffix before its extension: {@code build/Net-small.mlpackage}. */
    static String of(String path, String suffix) {
        String plain = path.replaceFirst("(?<=.)[/\\\\]+$", "");
        int end = Stream.of(".mlpackage", ".mlmodel")
                .filter(plain.toLowerCase(Locale.ROOT)::endsWith)
                .map(extension -> plain.length() - extension.length())
                .findFirst()
                .orElse(plain.length());
        return suffix.isEmpty() ? path : plain.substring(0, end) + suffix + plain.substring(end);
    }
}
