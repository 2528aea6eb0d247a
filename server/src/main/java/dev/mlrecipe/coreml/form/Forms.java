package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.Optional;

/** What the parts of a representation must satisfy, whatever the opset. */
final class Forms {
    private Forms() {}

    /** Scale and offset of affine data: one entry per block. */
    static void requireScale(Shape data, Tensor scale, Optional<Tensor> offset) {
        if (scale.shape().rank() != data.rank()) {
            throw new IllegalArgumentException("scale " + scale.shape() + " for data " + data);
        }
        requireDivides("scale", data, scale.shape());
        if (scale.type() != DataType.FLOAT16 && scale.type() != DataType.FLOAT32) {
            throw new IllegalArgumentException(
                    "scale must be float16 or float32, found " + scale.type().word());
        }
        offset.ifPresent(o -> {
            if (!o.shape().equals(scale.shape())) {
                throw new IllegalArgumentException("offset " + o.shape() + " differs from scale " + scale.shape());
            }
        });
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
        requireDivides("table", indices, shape);
    }

    static int vectorLength(Representation table) {
        Shape shape = table.shape();
        return Math.toIntExact(shape.dim(shape.rank() - 1));
    }

    private static void requireDivides(String what, Shape data, Shape part) {
        for (int axis = 0; axis < data.rank(); axis++) {
            if (part.dim(axis) < 1 || data.dim(axis) % part.dim(axis) != 0) {
                throw new IllegalArgumentException(what + " " + part + " does not divide " + data);
            }
        }
    }
}
