package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;

/**
 * Palettization: every element (or vector of elements) is an index into a table.
 *
 * <p>For a weight of rank r the table has shape {@code [g0, .., g(r-1), P, V]}: {@code g} tables per axis (each serves
 * {@code indices.dim / g} positions), {@code P = 2^bits} entries of {@code V} elements. With {@code V > 1} an index at
 * position {@code a} of {@code vectorAxis} expands to positions {@code a*V .. a*V+V-1} there.
 *
 * @param indices uint1, uint2, uint3, uint4, uint6 or uint8; the weight's shape with {@code vectorAxis} divided by V
 * @param table {@link Dense}, or {@link Affine} over integer entries
 * @param vectorAxis axis along which vectors lie, 0 where {@code V == 1}
 */
public record LookupTable(Tensor indices, Representation table, int vectorAxis) implements Representation {

    /** @throws IllegalArgumentException if the parts do not fit each other */
    public LookupTable {
        Forms.requireTable(indices.type(), indices.shape(), table, vectorAxis);
    }

    /** Elements of one table entry. */
    public int vectorLength() {
        return Forms.vectorLength(table);
    }

    @Override
    public Shape shape() {
        return indices.shape().with(vectorAxis, Math.multiplyExact(indices.shape().dim(vectorAxis), vectorLength()));
    }

    @Override
    public DataType type() {
        return table.type();
    }
}
