package dev.mlrecipe.testing;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The tensors that a representation stores, and their bytes. */
public final class FormBytes {
    private FormBytes() {}

    /** All tensors in a fixed order. */
    public static List<Tensor> tensors(Representation form) {
        return stream(form).toList();
    }

    /** The bytes of a tensor. */
    public static byte[] of(Tensor tensor) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(tensor.size())];
        tensor.bytes().read(0, bytes, 0, bytes.length);
        return bytes;
    }

    private static Stream<Tensor> stream(Representation form) {
        return switch (form) {
            case Dense dense -> Stream.of(dense.values());
            case Cast cast -> Stream.of(cast.values());
            case Affine affine -> Stream.concat(
                    stream(affine.data()), Stream.concat(Stream.of(affine.scale()), affine.offset().stream()));
            case Linear linear -> Stream.concat(
                    Stream.of(linear.codes(), linear.scale()), linear.bias().stream());
            case LookupTable table -> Stream.concat(Stream.of(table.indices()), stream(table.table()));
            case Sparse sparse -> Stream.of(sparse.mask(), sparse.values());
            case SparseLookupTable table ->
                Stream.concat(Stream.of(table.mask(), table.indices()), stream(table.table()));
            case SparseAffine affine -> Stream.concat(
                    stream(affine.data()), Stream.concat(Stream.of(affine.scale()), affine.offset().stream()));
        };
    }
}
