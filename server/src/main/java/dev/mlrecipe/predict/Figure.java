package dev.mlrecipe.predict;

/**
 * A number from somewhere.
 *
 * @param is the number, in the unit that its place in the data says
 * @param confidence how far it can be trusted
 * @param source who says so: a key of the file's {@code sources}
 */
public record Figure(double is, Confidence confidence, String source) {}
