package dev.mlrecipe.coreml.blob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The weight file format, byte by byte. */
class BlobFileTest {
    private static final Path NAME = Path.of("weight.bin");

    @TempDir
    Path folder;

    private byte[] written(Tensor... tensors) throws IOException {
        Path file = folder.resolve("written.bin");
        Files.deleteIfExists(file);
        try (BlobWriter writer = BlobWriter.create(file)) {
            for (Tensor tensor : tensors) {
                writer.add(tensor);
            }
        }
        return Files.readAllBytes(file);
    }

    private static Tensor tensor(DataType type, long elements, String hex) {
        return new Tensor(type, Shape.of(elements), Bytes.of(HexFormat.of().parseHex(hex)));
    }

    @Test
    void recordsFollowEachOtherAtMultiplesOf64WithoutPaddingAtTheEnd() throws IOException {
        byte[] file = written(tensor(DataType.FLOAT16, 2, "003c0040"), tensor(DataType.UINT3, 7, "d1581f"));
        assertEquals(64 + 64 + 64 + 64 + 3, file.length);
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(2, bytes.getInt(0), "count");
        assertEquals(2, bytes.getInt(4), "version");
        assertEquals(0xDEADBEEF, bytes.getInt(64));
        assertEquals(1, bytes.getInt(68), "float16");
        assertEquals(4, bytes.getLong(72), "size");
        assertEquals(128, bytes.getLong(80), "position of the data");
        assertEquals(0, bytes.getLong(88), "unused bits");
        assertEquals(0xDEADBEEF, bytes.getInt(192));
        assertEquals(12, bytes.getInt(196), "uint3");
        assertEquals(3, bytes.getLong(200));
        assertEquals(256, bytes.getLong(208));
        assertEquals(3, bytes.getLong(216));
        assertArrayEquals(HexFormat.of().parseHex("d1581f"), java.util.Arrays.copyOfRange(file, 256, 259));
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        byte[] file = written(
                tensor(DataType.INT4, 5, "783f00"), tensor(DataType.UINT1, 11, "0d07"), tensor(DataType.INT8, 1, "80"));
        List<Blob> blobs = BlobFile.open(NAME, Bytes.of(file)).blobs();
        assertEquals(List.of(64L, 192L, 320L), blobs.stream().map(Blob::offset).toList());
        assertEquals(List.of(8, 9, 4), blobs.stream().map(Blob::typeCode).toList());
        assertEquals(List.of(4, 5, 0), blobs.stream().map(Blob::paddingBits).toList());
        assertArrayEquals(new byte[] {0x0d, 0x07}, blobs.get(1).toArray());
        assertThrows(IndexOutOfBoundsException.class, () -> blobs.get(1).read(1, new byte[2], 0, 2));
    }

    @Test
    void aFileWithoutBlobsIsAHeader() throws IOException {
        byte[] file = written();
        assertEquals(64, file.length);
        assertEquals(List.of(), BlobFile.open(NAME, Bytes.of(file)).blobs());
    }

    @Test
    void largeDataIsCopiedInPieces() throws IOException {
        byte[] data = new byte[200_001];
        new java.util.Random(7).nextBytes(data);
        byte[] file = written(new Tensor(DataType.UINT8, Shape.of(data.length), Bytes.of(data)));
        assertArrayEquals(data, BlobFile.open(NAME, Bytes.of(file)).blob(64).toArray());
    }

    @Test
    void equalityTellsSharing() throws IOException {
        byte[] bytes = written(tensor(DataType.INT8, 1, "01"), tensor(DataType.INT8, 1, "01"));
        BlobFile file = BlobFile.open(NAME, Bytes.of(bytes));
        assertEquals(file.blob(64), file.blob(64));
        assertNotEquals(file.blob(64), file.blob(192));
    }

    @Test
    void earlyWritersLeftGarbageBehindTheFirst24Bytes() throws IOException {
        byte[] file = written(tensor(DataType.FLOAT16, 2, "003c0040"));
        java.util.Arrays.fill(file, 64 + 24, 128, (byte) 0xa5);
        Blob blob = BlobFile.open(NAME, Bytes.of(file)).blob(64);
        assertEquals(0, blob.paddingBits());
        assertEquals(4, blob.size());
    }

    @Test
    void headersAreChecked() {
        assertProblem("header of 64 bytes, found 0 bytes", () -> BlobFile.open(NAME, Bytes.of(new byte[0])));
        byte[] other = new byte[64];
        other[4] = 1;
        assertProblem("version 2 expected at byte 4, found 1", () -> BlobFile.open(NAME, Bytes.of(other)));
    }

    /** One damage per line: position, the four bytes that go there, and what the message must say. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "64 | 00000000 | 0xDEADBEEF expected, found 0x00000000",
                "68 | 00000000 | unknown element type 0",
                "68 | 63000000 | unknown element type 99",
                "68 | 02000000 | no whole number of float32 elements",
                "72 | ff000000 | 255 bytes of data expected, the file has only 2 more",
                "76 | ffffffff | bytes of data expected, the file has only 2 more",
                "80 | 40000000 | data expected at byte 128, the record says 64",
                "84 | ffffffff | data expected at byte 128"
            })
    void damagedRecordsAreRefused(int position, String hex, String problem) throws IOException {
        byte[] file = written(tensor(DataType.FLOAT16, 1, "003c"));
        byte[] damage = HexFormat.of().parseHex(hex);
        System.arraycopy(damage, 0, file, position, damage.length);
        BlobFile blobs = BlobFile.open(NAME, Bytes.of(file));
        String message = assertProblem(problem, () -> blobs.blob(64));
        assertTrue(message.startsWith("weight.bin: blob at byte 64: "), message);
    }

    @ParameterizedTest
    @CsvSource({"0", "65", "-64", "192", "9223372036854775744"})
    void offsetsMustPointAtRecords(long offset) throws IOException {
        BlobFile blobs = BlobFile.open(NAME, Bytes.of(written(tensor(DataType.FLOAT16, 1, "003c"))));
        assertProblem("blob at byte " + Long.toUnsignedString(offset), () -> blobs.blob(offset));
    }

    @Test
    void unusedBitsMustLeaveWholeElements() throws IOException {
        byte[] file = written(tensor(DataType.UINT3, 7, "d1581f"));
        file[64 + 24] = 2;
        BlobFile blobs = BlobFile.open(NAME, Bytes.of(file));
        assertProblem("3 bytes with 2 unused bits are no whole number of uint3 elements", () -> blobs.blob(64));
    }

    @Test
    void aCountBeyondTheEndIsRefused() throws IOException {
        byte[] file = written(tensor(DataType.FLOAT16, 1, "003c"));
        file[3] = (byte) 0xff;
        BlobFile blobs = BlobFile.open(NAME, Bytes.of(file));
        assertProblem("blob at byte 192", blobs::blobs);
    }

    @Test
    void typesWithoutACodeAreRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> written(tensor(DataType.INT64, 1, "0000000000000000")));
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static String assertProblem(String part, Reading reading) {
        String message = assertThrows(ModelException.class, reading::run).getMessage();
        assertTrue(message.contains(part), message);
        return message;
    }
}
