package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;

/**
 * One weight as it is stored: the values themselves or the compressed form that a device expands. The records nest as
 * far as Core ML's {@code constexpr_*} operations do; {@link Linear} belongs to neural networks. Built from sketch tensors a representation has exact sizes and
 * can be checked for legality, but has no values.
 *
 * <p>A representation says what is stored, not how a particular opset spells it: that is the encoding's business.
 */
public sealed interface Representation
        permits Dense, Affine, Linear, LookupTable, Sparse, SparseLookupTable, SparseAffine, Cast {

    /** Shape of the expanded weight. */
    Shape shape();

    /** Element type of the expanded weight. */
    DataType type();
}
