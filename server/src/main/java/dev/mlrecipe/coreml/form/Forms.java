package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;

/** What the parts of a representation must satisfy, whatever the opset. */
final class Forms {
    private Forms() {}

    static void requireFloat(String what, DataType type) {
        if (type != DataType.FLOAT16 && type != DataType.FLOAT32) {
            throw new IllegalArgumentException(what + " must be float16 or float32, found " + type.word());
        }
    }

    static void requireBlocks(String what, Shape data, Tensor part) {
        requireDivides(what, data, part.shape(), data.rank());
    }

    static void requireMask(Tensor mask, Tensor values) {
        if (mask.type() != DataType.UINT1) {
            throw new IllegalArgumentException("mask must be uint1, found " + mask.type().word());
        }
        if (values.shape().rank() != 1) {
            throw new IllegalArgumentException("non-zero data must have rank 1, found " + values.shape());
        }
        if (values.elements() > mask.elements()) {
            throw new IllegalArgumentException(values.elements() + " values for " + mask.elements() + " positions");
        }
    }

    static void requireTable(DataType indexType, Shape indices, Representation table, int vectorAxis) {
        if (!(table instanceof Dense) && !(table instanceof Affine)) {
            throw new IllegalArgumentException("a table must be stored dense or affine");
        }
        int rank = indices.rank();
        Shape shape = table.shape();
        if (rank < 1 || shape.rank() != rank + 2) {
            throw new IllegalArgumentException("table " + shape + " for indices " + indices);
        }
        if (indexType.isFloat() || indexType.isSigned() || indexType.bits() > 8 || indexType == DataType.BOOL) {
            throw new IllegalArgumentException("indices must be uint1 to uint8, found " + indexType.word());
        }
        if (shape.dim(rank) != 1L << indexType.bits()) {
            throw new IllegalArgumentException(
                    "table of " + shape.dim(rank) + " entries for " + indexType.word() + " indices");
        }
        if (shape.dim(rank + 1) < 1 || vectorAxis < 0 || vectorAxis >= rank) {
            throw new IllegalArgumentException("table " + shape + " with vector axis " + vectorAxis);
        }
        requireDivides("table", indices, shape, rank);
    }

    static int vectorLength(Representation table) {
        Shape shape = table.shape();
        return Math.toIntExact(shape.dim(shape.rank() - 1));
    }

    private static void requireDivides(String what, Shape data, Shape part, int rank) {
        if (part.rank() < rank || (what.equals("scale") && part.rank() != rank)) {
            throw new IllegalArgumentException(what + " " + part + " for data " + data);
        }
        for (int axis = 0; axis < rank; axis++) {
            if (part.dim(axis) < 1 || data.dim(axis) % part.dim(axis) != 0) {
                throw new IllegalArgumentException(what + " " + part + " does not divide " + data);
            }
        }
    }
}
