package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.TensorReader;
import java.io.IOException;

/** Expanded values by row-major position. Fast when read onwards; any position works. Used by one thread. */
interface Source {

    /** Elements that the implementations handle at once: their buffers stay in the processor's caches. */
    int CHUNK = 8192;

    /** Expands {@code count} elements from {@code from}, which lie inside. */
    void read(long from, float[] target, int offset, int count) throws IOException;

    /** The source of a representation. */
    static Source of(Representation form) throws IOException {
        return switch (form) {
            case Dense dense -> new TensorReader(dense.values())::readFloats;
            case Cast cast -> new TensorReader(cast.values())::readFloats;
            case Affine affine -> new AffineSource(
                    Source.of(affine.data()), affine.shape(), affine.scale(), affine.offset());
            case Linear linear -> new LinearSource(linear);
            case LookupTable table -> new TableSource(
                    Indices.dense(table.indices()), table.indices().shape(), table.table(), table.vectorAxis());
            case Sparse sparse -> masked(sparse);
            case SparseLookupTable table -> masked(table);
            case SparseAffine affine -> {
                MaskedSource data = masked(affine.data());
                yield new SparseAffineSource(
                        data, new AffineSource(data, affine.shape(), affine.scale(), affine.offset()));
            }
        };
    }

    /** The source of the representations that a {@link SparseAffine} may hold. */
    private static MaskedSource masked(Representation form) throws IOException {
        return switch (form) {
            case Sparse sparse -> new SparseSource(sparse);
            case SparseLookupTable table -> new TableSource(
                    Indices.sparse(table.mask(), table.indices()),
                    table.mask().shape(),
                    table.table(),
                    table.vectorAxis());
            default -> throw new IllegalArgumentException("not sparse: " + form.getClass().getSimpleName());
        };
    }
}
