package dev.mlrecipe.accuracy;

/**
 * How far a value inside the compressed model is from that of the original. It is what an operation computes from a
 * compressed weight, and from values that may be off already.
 *
 * @param op name of the operation
 * @param type its type
 * @param snrDb {@link DifferenceSums#snrDb()} of what it computes, the worst of several results
 */
public record LayerAccuracy(String op, String type, double snrDb) {}
