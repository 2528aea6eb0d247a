package dev.mlrecipe.engine.cache;

import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.digest.Sha256;
import dev.mlrecipe.technique.Workbench;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The file of one result: magic, format (int), key (32 bytes), size of the header (int), header, content of the
 * tensors one after the other, SHA-256 of all before. Numbers are big endian.
 */
final class CacheEntry {
    private static final byte[] MAGIC = "mlrcache".getBytes(StandardCharsets.US_ASCII);
    private static final int PREFIX = MAGIC.length + 4 + Sha256.SIZE + 4;
    private static final int LONGEST_HEADER = 1 << 20;
    private static final int CHUNK = 1 << 16;

    private final CacheKey key;
    private final byte[] header;
    private final List<Tensor> tensors;

    /** A result that is to be written. */
    CacheEntry(CacheKey key, WeightResult result) throws IOException {
        this.key = key;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        this.tensors = write(result, new DataOutputStream(bytes));
        this.header = bytes.toByteArray();
    }

    /** Bytes of the file. */
    long size() {
        return PREFIX + header.length + tensors.stream().mapToLong(Tensor::size).sum() + Sha256.SIZE;
    }

    /**
     * Writes the file.
     *
     * @param checkpoint called at least every 65,536 bytes; may throw to stop
     */
    void write(Path file, Runnable checkpoint) throws IOException {
        MessageDigest digest = Sha256.create();
        try (OutputStream plain = Files.newOutputStream(file)) {
            OutputStream out = new DigestOutputStream(plain, digest);
            ByteBuffer front = ByteBuffer.allocate(PREFIX + header.length);
            front.put(MAGIC).putInt(CacheKey.FORMAT).put(key.bytes()).putInt(header.length).put(header);
            out.write(front.array());
            for (Tensor tensor : tensors) {
                FormCodec.copy(tensor.bytes(), out, checkpoint);
            }
            plain.write(digest.digest());
        }
    }

    /**
     * Reads a file. Nothing of it is believed before its checksum is known to be right, and nothing of the result
     * depends on the file afterwards: the tensors are copied to the workbench.
     *
     * @return empty if it is not an undamaged file for this key
     * @throws IOException if it cannot be read, or copying fails
     */
    static Optional<WeightResult> read(Path file, CacheKey key, Workbench bench) throws IOException {
        MessageDigest digest = Sha256.create();
        try (InputStream plain = new BufferedInputStream(Files.newInputStream(file), CHUNK)) {
            long size = Files.size(file);
            DataInputStream in = new DataInputStream(new DigestInputStream(plain, digest));
            ByteBuffer prefix = ByteBuffer.wrap(in.readNBytes(PREFIX));
            if (prefix.remaining() < PREFIX || !prefix.equals(expected(prefix, key))) {
                return Optional.empty();
            }
            int headerSize = prefix.getInt(PREFIX - 4);
            long bodySize = size - PREFIX - headerSize - Sha256.SIZE;
            if (headerSize < 0 || headerSize > LONGEST_HEADER || bodySize < 0) {
                return Optional.empty();
            }
            byte[] header = new byte[headerSize];
            in.readFully(header);
            Bytes body = copy(in, bodySize, bench);
            byte[] checksum = digest.digest();
            if (!Arrays.equals(checksum, plain.readNBytes(Sha256.SIZE)) || plain.read() >= 0) {
                return Optional.empty();
            }
            return parse(header, body);
        } catch (EOFException | IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException damaged) {
            return Optional.empty();
        }
    }

    /** What the front of a file must be; the size of the header is taken as found. */
    private static ByteBuffer expected(ByteBuffer prefix, CacheKey key) {
        return ByteBuffer.allocate(PREFIX)
                .put(MAGIC)
                .putInt(CacheKey.FORMAT)
                .put(key.bytes())
                .putInt(prefix.getInt(PREFIX - 4))
                .flip();
    }

    private static Bytes copy(InputStream in, long size, Workbench bench) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (TensorWriter writer = bench.tensor(DataType.UINT8, Shape.of(size))) {
            for (long at = 0; at < size; ) {
                bench.checkCancelled();
                int count = in.readNBytes(chunk, 0, (int) Math.min(CHUNK, size - at));
                if (count == 0) {
                    throw new EOFException();
                }
                writer.writeCodes(chunk, 0, count);
                at += count;
            }
            return writer.finish().bytes();
        }
    }

    private static List<Tensor> write(WeightResult result, DataOutputStream out) throws IOException {
        out.writeInt(result.action());
        switch (result) {
            case WeightResult.Unchanged unchanged -> {
                out.writeBoolean(false);
                out.writeUTF(unchanged.reason());
                return List.of();
            }
            case WeightResult.Compressed compressed -> {
                out.writeBoolean(true);
                out.writeBoolean(compressed.declined().isPresent());
                out.writeInt(compressed.declined().map(WeightResult.Refusal::action).orElse(0));
                out.writeUTF(compressed.declined().map(WeightResult.Refusal::reason).orElse(""));
                out.writeDouble(compressed.mse());
                out.writeDouble(compressed.snrDb());
                out.writeDouble(compressed.sparsity());
                return FormCodec.write(compressed.form(), out);
            }
        }
    }

    private static Optional<WeightResult> parse(byte[] header, Bytes body) {
        try {
            return Optional.of(result(header, body));
        } catch (IOException foreign) {
            return Optional.empty();
        }
    }

    private static WeightResult result(byte[] header, Bytes body) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(header));
        int action = in.readInt();
        if (!in.readBoolean()) {
            return new WeightResult.Unchanged(action, in.readUTF());
        }
        boolean declined = in.readBoolean();
        WeightResult.Refusal refusal = new WeightResult.Refusal(in.readInt(), in.readUTF());
        double mse = in.readDouble();
        double snrDb = in.readDouble();
        double sparsity = in.readDouble();
        Representation form = FormCodec.read(in, new Parts(body));
        return new WeightResult.Compressed(
                form, action, declined ? Optional.of(refusal) : Optional.empty(), mse, snrDb, sparsity);
    }

    /** Cuts the content of all tensors into that of each. */
    private static final class Parts implements FormCodec.Contents {
        private final Bytes whole;
        private long next;

        Parts(Bytes whole) {
            this.whole = whole;
        }

        @Override
        public Bytes next(long size) {
            Objects.checkFromIndexSize(next, size, whole.size());
            Bytes part = new Part(whole, next, size);
            next += size;
            return part;
        }
    }

    private record Part(Bytes whole, long start, long size) implements Bytes {
        @Override
        public void read(long position, byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(position, length, size);
            whole.read(start + position, target, offset, length);
        }
    }
}
