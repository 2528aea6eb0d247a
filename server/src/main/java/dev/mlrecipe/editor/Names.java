package dev.mlrecipe.editor;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Weight;

/** Names that come from models, which may hold anything, on one line. */
final class Names {
    private static final int LONGEST = 200;

    private Names() {}

    /**
     * The name of a weight as short as it is clear: its operation where the weight is its {@code weight}, else with the
     * input, {@code lstm_1.weight_ih}.
     */
    static String of(Weight weight) {
        return line(weight.consumers().stream()
                .findFirst()
                .filter(consumer -> consumer.input().equals("weight"))
                .map(Consumer::op)
                .orElse(weight.name()));
    }

    /** Name and shape. */
    static String label(Weight weight) {
        return of(weight) + " " + weight.stored().shape();
    }

    /** The text on one line, cut where it is very long. */
    static String line(String text) {
        String line = text.chars().anyMatch(Names::breaksLine) ? oneLine(text) : text;
        return line.length() <= LONGEST ? line : line.substring(0, line.offsetByCodePoints(0, LONGEST / 2)) + "…";
    }

    private static boolean breaksLine(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.chars().forEach(c -> line.append(breaksLine(c) ? '?' : (char) c));
        return line.toString();
    }
}
