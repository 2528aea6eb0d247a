package dev.mlrecipe.session;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.digest.Sha256;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.Measurements.Measurement;
import dev.mlrecipe.engine.RunResults;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Results of former runs by plan key, one file each, so that they can be shown again without a run. A file that cannot
 * be read or is damaged is as if it were not there, and a folder that cannot be written to is left alone. Safe for any
 * number of threads and processes.
 */
public final class KeptResults {
    private static final int FORMAT = 2;
    private static final int MOST = 500;
    private static final int CHECKSUM = 32;
    private static final int LARGEST = 64 << 20;
    private static final String ENDING = ".results";
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;

    /** @param folder need not exist */
    public KeptResults(Path folder) {
        this.folder = folder;
    }

    /** What the run with this key gave. */
    public Optional<RunResults> find(String planKey) {
        if (!NAME.matcher(planKey).matches()) {
            return Optional.empty();
        }
        Path file = folder.resolve(planKey + ENDING);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
                return Optional.empty();
            }
            byte[] content = Files.readAllBytes(file);
            int size = content.length - CHECKSUM;
            if (size < 0 || !MessageDigest.isEqual(
                    sha256(content, size), Arrays.copyOfRange(content, size, content.length))) {
                return Optional.empty();
            }
            return read(new DataInputStream(new ByteArrayInputStream(content, 0, size)))
                    .filter(results -> results.measurements().planKey().equals(planKey));
        } catch (IOException | RuntimeException damaged) {
            return Optional.empty();
        }
    }

    /** Keeps what a run gave; it appears as a whole or not at all. */
    public void keep(RunResults results) {
        Path fresh = null;
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            write(results, new DataOutputStream(bytes));
            byte[] content = bytes.toByteArray();
            bytes.write(sha256(content, content.length));
            Files.createDirectories(folder);
            fresh = Files.createTempFile(folder, "new-", ENDING);
            Files.write(fresh, bytes.toByteArray());
            Files.move(
                    fresh,
                    folder.resolve(results.measurements().planKey() + ENDING),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            trim();
        } catch (IOException refused) {
            deleteQuietly(fresh);
        }
    }

    /** Forgets everything. */
    public void clear() throws IOException {
        if (Files.isDirectory(folder)) {
            for (Path file : files()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void trim() throws IOException {
        List<Path> files = files();
        if (files.size() > MOST) {
            Map<Path, Long> ages = new HashMap<>();
            for (Path file : files) {
                ages.put(file, Files.getLastModifiedTime(file).toMillis());
            }
            files.sort(Comparator.comparing(ages::get));
            for (Path oldest : files.subList(0, files.size() - MOST)) {
                Files.deleteIfExists(oldest);
            }
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + ENDING)) {
            found.forEach(files::add);
        }
        return files;
    }

    private static void deleteQuietly(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            // It is one of the files that are trimmed.
        }
    }

    private static void write(RunResults results, DataOutputStream out) throws IOException {
        out.writeInt(FORMAT);
        out.writeUTF(results.measurements().planKey());
        out.writeUTF(results.fingerprint());
        write(results.weightFileRatio(), out);
        out.writeLong(results.outputBytes().orElse(-1));
        out.writeDouble(results.seconds());
        out.writeLong(results.peakHeapBytes());
        Map<Integer, Measurement> weights = new TreeMap<>(results.measurements().weights());
        out.writeInt(weights.size());
        for (Map.Entry<Integer, Measurement> entry : weights.entrySet()) {
            Measurement measurement = entry.getValue();
            out.writeInt(entry.getKey());
            out.writeUTF(measurement.actions());
            out.writeUTF(measurement.status().name());
            out.writeBoolean(measurement.reason().isPresent());
            out.writeUTF(measurement.reason().orElse(""));
            out.writeUTF(measurement.form());
            out.writeInt(measurement.bits());
            out.writeLong(measurement.storedBytes());
            write(measurement.mse(), out);
            write(measurement.snrDb(), out);
            write(measurement.sparsity(), out);
        }
        KeptAccuracy.write(results.accuracy(), out);
    }

    private static Optional<RunResults> read(DataInputStream in) throws IOException {
        if (in.readInt() != FORMAT) {
            return Optional.empty();
        }
        String planKey = in.readUTF();
        String fingerprint = in.readUTF();
        OptionalDouble weightFileRatio = readDouble(in);
        long outputBytes = in.readLong();
        double seconds = in.readDouble();
        long peakHeapBytes = in.readLong();
        Map<Integer, Measurement> weights = new HashMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            int id = in.readInt();
            String actions = in.readUTF();
            LayerResult.Status status = LayerResult.Status.valueOf(in.readUTF());
            boolean reasoned = in.readBoolean();
            String reason = in.readUTF();
            weights.put(
                    id,
                    new Measurement(
                            actions,
                            status,
                            reasoned ? Optional.of(reason) : Optional.empty(),
                            in.readUTF(),
                            in.readInt(),
                            in.readLong(),
                            readDouble(in),
                            readDouble(in),
                            readDouble(in)));
        }
        Accuracy accuracy = KeptAccuracy.read(in);
        return Optional.of(new RunResults(
                fingerprint,
                new Measurements(planKey, weights),
                accuracy,
                weightFileRatio,
                outputBytes < 0 ? OptionalLong.empty() : OptionalLong.of(outputBytes),
                seconds,
                peakHeapBytes));
    }

    static void write(OptionalDouble value, DataOutputStream out) throws IOException {
        out.writeBoolean(value.isPresent());
        out.writeDouble(value.orElse(0));
    }

    static OptionalDouble readDouble(DataInputStream in) throws IOException {
        boolean present = in.readBoolean();
        double value = in.readDouble();
        return present ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static byte[] sha256(byte[] content, int size) {
        MessageDigest digest = Sha256.create();
        digest.update(content, 0, size);
        return digest.digest();
    }
}
