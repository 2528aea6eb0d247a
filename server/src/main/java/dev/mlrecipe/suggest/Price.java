package dev.mlrecipe.suggest;

import java.util.function.BiPredicate;

/**
 * What a search makes small: a weighted sum of error, bytes and rules, among what is allowed.
 *
 * @param perError weight of the error
 * @param perByte weight of a stored byte
 * @param perRule weight of a rule
 * @param allowed whether bytes and error may be had
 */
record Price(double perError, double perByte, double perRule, Allowed allowed) {

    /** Bytes and error that may be had. */
    @FunctionalInterface
    interface Allowed {
        boolean test(long bytes, double error);
    }

    double of(long bytes, double error, int rules) {
        return perError * error + perByte * bytes + perRule * rules;
    }
}
