package dev.mlrecipe.predict;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One weight as the cost model sees it: how many bytes, and what a unit must be able to do to use them as they are.
 *
 * @param id the same for every operation that reads the same stored weight
 * @param input name of the operation's input that takes it
 * @param shape shape of the expanded weight
 * @param kinds what reading it needs; empty for plain values
 * @param storedBytes bytes as stored: data, tables, scales, masks
 * @param density share of the elements that are stored rather than known to be zero
 * @param tables number of look-up tables, 0 for none
 * @param integer whether its values are 8-bit integers or fewer bits until they are scaled, so that an int8 unit can
 *     multiply them
 */
public record StoredWeight(
        int id,
        String input,
        List<Long> shape,
        Set<Kind> kinds,
        long storedBytes,
        double density,
        long tables,
        boolean integer) {

    public StoredWeight {
        shape = List.copyOf(shape);
        kinds = Set.copyOf(kinds);
    }

    /** The weight that a representation or its sketch describes. */
    static StoredWeight of(int id, String input, Representation form, long storedBytes) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        collect(form, form.shape(), kinds);
        return new StoredWeight(
                id, input, dims(form.shape()), kinds, storedBytes, density(form), tables(form), integer(form));
    }

    /** Bytes of the values as float16, which is what a unit that cannot use the stored form gets. */
    public long denseBytes() {
        return 2 * elements();
    }

    /** Number of elements. */
    public long elements() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    }

    /** The same weight with plain float16 values. */
    public StoredWeight dense() {
        return new StoredWeight(id, input, shape, Set.of(), denseBytes(), 1, 0, false);
    }

    private static void collect(Representation form, Shape shape, Set<Kind> kinds) {
        switch (form) {
            case Dense ignored -> {}
            case Cast ignored -> {}
            case Linear linear -> kinds.add(scaled(new Dense(linear.codes()), linear.scale(), shape));
            case Affine affine -> {
                kinds.add(scaled(affine.data(), affine.scale(), shape));
                collect(affine.data(), shape, kinds);
            }
            case LookupTable lut -> kinds.add(tables(lut.table().shape()) > 1 ? Kind.GROUPED_TABLE : Kind.TABLE);
            case Sparse ignored -> kinds.add(Kind.SPARSE);
            case SparseAffine sparse -> {
                kinds.add(scaled(sparse.data(), sparse.scale(), shape));
                collect(sparse.data(), shape, kinds);
            }
            case SparseLookupTable lut -> {
                kinds.add(Kind.SPARSE);
                kinds.add(tables(lut.table().shape()) > 1 ? Kind.GROUPED_TABLE : Kind.TABLE);
            }
        }
    }

    /** Scales for whole channels and 8-bit codes are one thing, finer scales and fewer bits another. */
    private static Kind scaled(Representation data, Tensor scale, Shape shape) {
        int axesWithScales = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            axesWithScales += scale.shape().dim(axis) > 1 ? 1 : 0;
        }
        boolean fewBits = data instanceof Dense dense && dense.type().bits() < 8;
        boolean whole = axesWithScales == 0 || axesWithScales == 1 && wholeChannels(scale, shape);
        return whole && !fewBits ? Kind.LINEAR : Kind.BLOCK;
    }

    private static boolean wholeChannels(Tensor scale, Shape shape) {
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (scale.shape().dim(axis) > 1) {
                return scale.shape().dim(axis) == shape.dim(axis);
            }
        }
        return true;
    }

    private static double density(Representation form) {
        return switch (form) {
            case Sparse sparse -> share(sparse.values(), sparse.mask());
            case SparseLookupTable lut -> share(lut.indices(), lut.mask());
            case SparseAffine affine -> density(affine.data());
            case Affine affine -> density(affine.data());
            default -> 1;
        };
    }

    private static double share(Tensor kept, Tensor mask) {
        return mask.elements() == 0 ? 1 : (double) kept.elements() / mask.elements();
    }

    private static long tables(Representation form) {
        return switch (form) {
            case LookupTable lut -> tables(lut.table().shape());
            case SparseLookupTable lut -> tables(lut.table().shape());
            case Affine affine -> tables(affine.data());
            case SparseAffine affine -> tables(affine.data());
            default -> 0;
        };
    }

    /** The last two axes of a table are its entries and their vectors. */
    private static long tables(Shape table) {
        long count = 1;
        for (int axis = 0; axis < table.rank() - 2; axis++) {
            count *= table.dim(axis);
        }
        return count;
    }

    private static boolean integer(Representation form) {
        return switch (form) {
            case Affine affine -> integer(affine.data());
            case SparseAffine affine -> integer(affine.data());
            case LookupTable lut -> integer(lut.table());
            case SparseLookupTable lut -> integer(lut.table());
            case Sparse sparse -> sparse.values().type().isInteger();
            case Dense dense -> dense.type().isInteger();
            case Linear linear -> true;
            case Cast ignored -> false;
        };
    }

    private static List<Long> dims(Shape shape) {
        List<Long> dims = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            dims.add(shape.dim(axis));
        }
        return dims;
    }
}
