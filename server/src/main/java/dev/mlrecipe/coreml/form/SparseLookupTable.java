package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;

/**
 * Pruning and palettization: a mask, and table indices for its set bits only. With vectors the mask belongs to whole
 * vectors and is expanded along {@code vectorAxis}.
 *
 * @param mask uint1, of the index tensor's shape
 * @param indices rank 1, one index per set bit
 * @param table as in {@link LookupTable}, grouped against the mask's shape
 * @param vectorAxis as in {@link LookupTable}
 */
public record SparseLookupTable(Tensor mask, Tensor indices, Representation table, int vectorAxis)
        implements Representation {

    /** @throws IllegalArgumentException if the parts do not fit each other */
    public SparseLookupTable {
        Forms.requireMask(mask, indices);
        Forms.requireTable(indices.type(), mask.shape(), table, vectorAxis);
    }

    /** Elements of one table entry. */
    public int vectorLength() {
        return Forms.vectorLength(table);
    }

    @Override
    public Shape shape() {
        return mask.shape().with(vectorAxis, Math.multiplyExact(mask.shape().dim(vectorAxis), vectorLength()));
    }

    @Override
    public DataType type() {
        return table.type();
    }
}
