package dev.mlrecipe.engine.cache;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The structure of a representation (records, types, shapes) as bytes, apart from its tensors' content. */
final class FormCodec {
    private static final int DENSE = 1;
    private static final int AFFINE = 2;
    private static final int TABLE = 3;
    private static final int SPARSE = 4;
    private static final int SPARSE_TABLE = 5;
    private static final int SPARSE_AFFINE = 6;
    private static final int CAST = 7;
    private static final int LINEAR = 8;
    private static final DataType[] TYPES = DataType.values();
    private static final int CHUNK = 1 << 16;
    /** More than Core ML nests. */
    private static final int DEEPEST = 8;

    private FormCodec() {}

    /** Writes the structure; the result is the tensors in the order in which {@link #read} asks for their bytes. */
    static List<Tensor> write(Representation form, DataOutput out) throws IOException {
        Writer writer = new Writer(out);
        writer.form(form);
        return writer.tensors;
    }

    /** Streams the bytes of a tensor, asking before every chunk whether to stop. */
    static void copy(Bytes bytes, OutputStream target, Runnable checkpoint) throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK, bytes.size())];
        for (long at = 0; at < bytes.size(); at += chunk.length) {
            checkpoint.run();
            int count = (int) Math.min(chunk.length, bytes.size() - at);
            bytes.read(at, chunk, 0, count);
            target.write(chunk, 0, count);
        }
    }

    /** Where {@link #read} takes the content of tensors from. */
    @FunctionalInterface
    interface Contents {
        /** The next {@code size} bytes. */
        Bytes next(long size) throws IOException;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is something else
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    static Representation read(DataInput in, Contents contents) throws IOException {
        return new Reader(in, contents).form(DEEPEST);
    }

    private static final class Writer {
        private final DataOutput out;
        private final List<Tensor> tensors = new ArrayList<>();

        Writer(DataOutput out) {
            this.out = out;
        }

        void form(Representation form) throws IOException {
            switch (form) {
                case Dense dense -> {
                    out.writeByte(DENSE);
                    tensor(dense.values());
                }
                case Affine affine -> {
                    out.writeByte(AFFINE);
                    scaled(affine.data(), affine.scale(), affine.offset());
                }
                case Linear linear -> {
                    out.writeByte(LINEAR);
                    tensor(linear.codes());
                    tensor(linear.scale());
                    optional(linear.bias());
                }
                case LookupTable table -> {
                    out.writeByte(TABLE);
                    tensor(table.indices());
                    form(table.table());
                    out.writeInt(table.vectorAxis());
                }
                case Sparse sparse -> {
                    out.writeByte(SPARSE);
                    tensor(sparse.mask());
                    tensor(sparse.values());
                }
                case SparseLookupTable table -> {
                    out.writeByte(SPARSE_TABLE);
                    tensor(table.mask());
                    tensor(table.indices());
                    form(table.table());
                    out.writeInt(table.vectorAxis());
                }
                case SparseAffine affine -> {
                    out.writeByte(SPARSE_AFFINE);
                    scaled(affine.data(), affine.scale(), affine.offset());
                }
                case Cast cast -> {
                    out.writeByte(CAST);
                    tensor(cast.values());
                }
            }
        }

        private void scaled(Representation data, Tensor scale, Optional<Tensor> offset) throws IOException {
            form(data);
            tensor(scale);
            optional(offset);
        }

        private void optional(Optional<Tensor> tensor) throws IOException {
            out.writeBoolean(tensor.isPresent());
            if (tensor.isPresent()) {
                tensor(tensor.get());
            }
        }

        private void tensor(Tensor tensor) throws IOException {
            out.writeByte(tensor.type().ordinal());
            out.writeInt(tensor.shape().rank());
            for (long dim : tensor.shape().toArray()) {
                out.writeLong(dim);
            }
            tensors.add(tensor);
        }
    }

    private record Reader(DataInput in, Contents contents) {

        Representation form(int depth) throws IOException {
            if (depth == 0) {
                throw new IOException("a form is nested too deeply");
            }
            int kind = in.readUnsignedByte();
            return switch (kind) {
                case DENSE -> new Dense(tensor());
                case AFFINE -> new Affine(form(depth - 1), tensor(), optional());
                case TABLE -> new LookupTable(tensor(), form(depth - 1), in.readInt());
                case SPARSE -> new Sparse(tensor(), tensor());
                case SPARSE_TABLE -> new SparseLookupTable(tensor(), tensor(), form(depth - 1), in.readInt());
                case SPARSE_AFFINE -> new SparseAffine(form(depth - 1), tensor(), optional());
                case CAST -> new Cast(tensor());
                case LINEAR -> new Linear(tensor(), tensor(), optional());
                default -> throw new IOException("no form has number " + kind);
            };
        }

        private Optional<Tensor> optional() throws IOException {
            return in.readBoolean() ? Optional.of(tensor()) : Optional.empty();
        }

        private Tensor tensor() throws IOException {
            int number = in.readUnsignedByte();
            if (number >= TYPES.length) {
                throw new IOException("no type has number " + number);
            }
            DataType type = TYPES[number];
            int rank = in.readInt();
            if (rank < 0 || rank > 64) {
                throw new IOException("a tensor of rank " + rank);
            }
            long[] dims = new long[rank];
            for (int i = 0; i < rank; i++) {
                dims[i] = in.readLong();
            }
            Shape shape = Shape.of(dims);
            return new Tensor(type, shape, contents.next(type.bytes(shape.elements())));
        }
    }
}
