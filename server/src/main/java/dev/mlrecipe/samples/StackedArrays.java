package dev.mlrecipe.samples;

import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Arrays of NumPy with what a model gives for samples, one array for every value, the samples along a new first axis.
 * Numbers go to temporary files at once, so that memory holds one sample for each thread. Safe for concurrent use until
 * it is written.
 */
public final class StackedArrays implements Closeable {
    private static final int ALIGNMENT = 64;

    private final Path folder;
    private final List<String> samples;
    private final Map<String, Stack> stacks = new LinkedHashMap<>();

    /**
     * @param folder existing folder for temporary files
     * @param samples what to call the samples in messages, in their order
     */
    public StackedArrays(Path folder, List<String> samples) {
        this.folder = folder;
        this.samples = List.copyOf(samples);
    }

    /**
     * An array.
     *
     * @param name of the value
     * @param type as NumPy calls it
     * @param shape the samples along axis 0
     */
    public record Stacked(String name, String type, Shape shape) {}

    /** The samples of one value: numbers of 4 bytes in a file. */
    private record Stack(boolean floats, Shape shape, int first, FileChannel numbers) {
        long bytes() {
            return shape.elements() * Float.BYTES;
        }
    }

    /**
     * Adds what the model gave for a sample. Values are the same for all samples.
     *
     * @param sample its position
     * @throws SamplesException if a value has another shape than for another sample
     */
    public void put(int sample, Map<String, Tensor> values) throws IOException {
        for (Map.Entry<String, Tensor> value : values.entrySet()) {
            Tensor tensor = value.getValue();
            Stack stack = stack(value.getKey(), tensor, sample);
            if (!stack.shape().equals(tensor.shape())) {
                throw new SamplesException("output " + value.getKey() + " is " + stack.shape() + " for "
                        + samples.get(stack.first()) + " and " + tensor.shape() + " for " + samples.get(sample)
                        + ", which one array cannot hold; run samples of one size at a time");
            }
            ByteBuffer bytes = bytes(tensor);
            for (long at = sample * stack.bytes(); bytes.hasRemaining(); ) {
                at += stack.numbers().write(bytes, at);
            }
        }
    }

    private synchronized Stack stack(String name, Tensor tensor, int sample) throws IOException {
        Stack known = stacks.get(name);
        if (known == null) {
            FileChannel numbers = FileChannel.open(
                    folder.resolve("output" + stacks.size()),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            known = new Stack(tensor instanceof Tensor.Floats, tensor.shape(), sample, numbers);
            stacks.put(name, known);
        }
        return known;
    }

    private static ByteBuffer bytes(Tensor tensor) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact((int) tensor.shape().elements(), Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor) {
            case Tensor.Floats floats -> bytes.asFloatBuffer().put(floats.values());
            case Tensor.Ints ints -> bytes.asIntBuffer().put(ints.values());
        }
        return bytes;
    }

    /** The arrays, in the order in which values came first. */
    public List<Stacked> arrays() {
        List<Stacked> arrays = new ArrayList<>();
        stacks.forEach((name, stack) -> arrays.add(new Stacked(name, stack.floats() ? "float32" : "int32", whole(stack))));
        return arrays;
    }

    private Shape whole(Stack stack) {
        long[] one = stack.shape().toArray();
        long[] dims = new long[one.length + 1];
        dims[0] = samples.size();
        System.arraycopy(one, 0, dims, 1, one.length);
        return Shape.of(dims);
    }

    /** Writes one array as {@code .npy}. */
    public void writeArray(String name, OutputStream out) throws IOException {
        Stack stack = stacks.get(name);
        out.write(header(stack));
        stack.numbers().position(0);
        Channels.newInputStream(stack.numbers()).transferTo(out);
    }

    /** Writes all arrays as {@code .npz}, not compressed, as {@code numpy.savez} does. */
    public void writeArchive(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (String name : stacks.keySet()) {
            ZipEntry entry = new ZipEntry(name + ".npy");
            Stack stack = stacks.get(name);
            CRC32 sum = new CRC32();
            writeArray(name, new Summing(sum));
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(header(stack).length + stack.bytes() * samples.size());
            entry.setCrc(sum.getValue());
            entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
            zip.putNextEntry(entry);
            writeArray(name, zip);
            zip.closeEntry();
        }
        zip.finish();
    }

    /** Takes bytes for their checksum alone. */
    private static final class Summing extends OutputStream {
        private final CRC32 sum;

        Summing(CRC32 sum) {
            this.sum = sum;
        }

        @Override
        public void write(int b) {
            sum.update(b);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            sum.update(bytes, from, count);
        }
    }

    /** The header of format 1.0, which later versions of NumPy write as well where it is enough. */
    private byte[] header(Stack stack) {
        long[] dims = whole(stack).toArray();
        StringBuilder shape = new StringBuilder();
        for (int axis = 0; axis < dims.length; axis++) {
            shape.append(axis == 0 ? "" : ", ").append(dims[axis]);
        }
        String text = "{'descr': '" + (stack.floats() ? "<f4" : "<i4") + "', 'fortran_order': False, 'shape': (" + shape
                + (dims.length == 1 ? ",), }" : "), }");
        int before = 10;
        int length = (before + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - before;
        text += " ".repeat(length - text.length() - 1) + "\n";
        ByteBuffer header = ByteBuffer.allocate(before + length).order(ByteOrder.LITTLE_ENDIAN);
        header.put(NpyArray.MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
        return header.put(text.getBytes(StandardCharsets.US_ASCII)).array();
    }

    @Override
    public void close() throws IOException {
        for (Stack stack : stacks.values()) {
            stack.numbers().close();
        }
    }
}
