package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.Optional;
import java.util.Random;

/** Random legal representations of every record type, with blocks, groups and vectors on any axis. */
public final class RandomForms {
    private static final DataType[] FLOATS = {DataType.FLOAT16, DataType.FLOAT32};
    private static final DataType[] CODES = {DataType.INT4, DataType.UINT4, DataType.INT8, DataType.UINT8};
    private static final int[] INDEX_BITS = {1, 2, 3, 4, 5, 6, 7, 8};

    private final Random random;
    /** Upper bound of most dimensions; rank 1 shapes are larger. */
    private final int dims;

    public RandomForms(Random random, int dims) {
        this.random = random;
        this.dims = dims;
    }

    public Representation any() {
        return switch (random.nextInt(9)) {
            case 0 -> new Dense(tensor(pick(DataType.values()), shape()));
            case 1 -> new Cast(tensor(DataType.FLOAT16, shape()));
            case 2 -> affine(new Dense(tensor(random.nextInt(5) == 0 ? pick(FLOATS) : pick(CODES), shape())));
            case 3 -> table(shape());
            case 4 -> sparse(shape(), pick(random.nextBoolean() ? CODES : FLOATS));
            case 5 -> sparseTable(shape());
            case 6 -> sparseAffine();
            case 7 -> linear(shape());
            default -> affine(random.nextBoolean() ? table(shape()) : sparse(shape(), pick(CODES)));
        };
    }

    Shape shape() {
        int rank = 1 + random.nextInt(4);
        long[] sizes = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            sizes[axis] = 1 + random.nextInt(rank == 1 ? dims * dims * dims : dims);
        }
        return Shape.of(sizes);
    }

    Affine affine(Representation data) {
        Tensor scale = tensor(pick(FLOATS), divisor(data.shape()));
        return new Affine(data, scale, offset(data.type(), scale));
    }

    Linear linear(Shape shape) {
        DataType codes = DataType.unsigned(1 + random.nextInt(8));
        Tensor scale = tensor(DataType.FLOAT32, divisor(shape));
        Optional<Tensor> bias = random.nextInt(3) == 0
                ? Optional.empty()
                : Optional.of(tensor(DataType.FLOAT32, divisor(shape)));
        return new Linear(tensor(codes, shape), scale, bias);
    }

    LookupTable table(Shape indices) {
        int bits = INDEX_BITS[random.nextInt(INDEX_BITS.length)];
        int axis = random.nextInt(indices.rank());
        return new LookupTable(tensor(DataType.unsigned(bits), indices), entries(indices, bits), axis);
    }

    Sparse sparse(Shape shape, DataType type) {
        byte[] mask = mask(shape);
        return new Sparse(
                MemoryTensorWriter.ofCodes(DataType.UINT1, shape, mask), tensor(type, Shape.of(set(mask))));
    }

    SparseLookupTable sparseTable(Shape indices) {
        int bits = INDEX_BITS[random.nextInt(INDEX_BITS.length)];
        byte[] mask = mask(indices);
        return new SparseLookupTable(
                MemoryTensorWriter.ofCodes(DataType.UINT1, indices, mask),
                tensor(DataType.unsigned(bits), Shape.of(set(mask))),
                entries(indices, bits),
                random.nextInt(indices.rank()));
    }

    SparseAffine sparseAffine() {
        Representation data = random.nextBoolean() ? sparse(shape(), pick(CODES)) : sparseTable(shape());
        Tensor scale = tensor(pick(FLOATS), divisor(data.shape()));
        return new SparseAffine(data, scale, offset(data.type(), scale));
    }

    private Representation entries(Shape indices, int bits) {
        int length = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1;
        Shape shape = divisor(indices).append(1L << bits, length);
        if (random.nextInt(3) == 0) {
            return affine(new Dense(tensor(pick(CODES), shape)));
        }
        return new Dense(tensor(random.nextInt(4) == 0 ? DataType.INT8 : pick(FLOATS), shape));
    }

    private Optional<Tensor> offset(DataType data, Tensor scale) {
        return switch (random.nextInt(3)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(tensor(data.isFloat() ? scale.type() : data, scale.shape()));
            default -> Optional.of(tensor(pick(FLOATS), scale.shape()));
        };
    }

    /** A shape whose dimensions divide those of {@code shape}. */
    private Shape divisor(Shape shape) {
        long[] sizes = shape.toArray();
        for (int axis = 0; axis < sizes.length; axis++) {
            long dim = sizes[axis];
            long block = 1 + random.nextInt((int) dim);
            while (dim % block != 0) {
                block--;
            }
            sizes[axis] = random.nextInt(3) == 0 ? 1 : dim / block;
        }
        return Shape.of(sizes);
    }

    /** Set bits with a random density, all or none included. */
    private byte[] mask(Shape shape) {
        byte[] mask = new byte[(int) shape.elements()];
        double density = new double[] {0, 0.1, 0.5, 0.9, 1}[random.nextInt(5)];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (random.nextDouble() < density ? 1 : 0);
        }
        return mask;
    }

    private static int set(byte[] mask) {
        int set = 0;
        for (byte bit : mask) {
            set += bit;
        }
        return set;
    }

    private DataType pick(DataType[] types) {
        return types[random.nextInt(types.length)];
    }

    private Tensor tensor(DataType type, Shape shape) {
        if (type == DataType.FLOAT16 || type == DataType.FLOAT32) {
            float[] values = new float[(int) shape.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = special(random.nextInt(50));
            }
            return MemoryTensorWriter.ofFloats(type, shape, values);
        }
        byte[] bytes = new byte[(int) type.bytes(shape.elements())];
        random.nextBytes(bytes);
        return new Tensor(type, shape, Bytes.of(bytes));
    }

    private float special(int kind) {
        return switch (kind) {
            case 0 -> 0f;
            case 1 -> -0f;
            case 2 -> 70000f;
            case 3 -> 0x1p-20f;
            case 4 -> 0x1p-30f;
            default -> (float) (random.nextGaussian() * 0.3);
        };
    }
}
