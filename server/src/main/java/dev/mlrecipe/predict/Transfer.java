package dev.mlrecipe.predict;

import java.util.Set;

/**
 * What handing values from one unit to another takes.
 *
 * @param between the two units
 * @param is milliseconds, beside moving the bytes
 */
record Transfer(Set<Unit> between, double is, Confidence confidence, String source) {
    Transfer {
        between = Set.copyOf(between);
    }
}
