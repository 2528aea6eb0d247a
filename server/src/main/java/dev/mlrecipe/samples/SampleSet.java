package dev.mlrecipe.samples;

import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.FileBytes;
import dev.mlrecipe.execute.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Samples for a model, from files of several kinds. Opening looks at headers and shapes; numbers are read sample by
 * sample, so that arrays of any size do.
 */
public final class SampleSet implements Closeable {
    /** Bytes that one entry of a {@code .npz} may expand to. */
    static final long LARGEST_ENTRY = 512L << 20;

    private final List<Sample> samples = new ArrayList<>();
    private final List<FileChannel> channels = new ArrayList<>();

    private SampleSet() {}

    /**
     * Opens files.
     *
     * @param inputs the model's inputs, at least one
     * @throws SamplesException if one cannot be used
     */
    public static SampleSet open(List<SampleFile> files, List<ModelInput> inputs) throws IOException {
        SampleSet set = new SampleSet();
        boolean complete = false;
        try {
            set.add(files, inputs);
            if (set.samples.isEmpty()) {
                throw new SamplesException(files.get(0).name() + ": it holds no samples");
            }
            complete = true;
            return set;
        } finally {
            if (!complete) {
                set.close();
            }
        }
    }

    private void add(List<SampleFile> files, List<ModelInput> inputs) throws IOException {
        Map<String, NpyArray> byInput = new LinkedHashMap<>();
        for (SampleFile file : files) {
            switch (file.ending()) {
                case "npy" -> {
                    NpyArray array = NpyArray.read(file.name(), bytes(file.path()));
                    if (inputs.size() == 1) {
                        samples.addAll(ArraySamples.of(file.name(), Map.of(file.stem(), array), inputs));
                    } else {
                        byInput.put(file.stem(), array);
                    }
                }
                case "npz" -> samples.addAll(ArraySamples.of(file.name(), archive(file), inputs));
                case "json" -> samples.addAll(JsonSamples.of(file.name(), file.path(), inputs));
                default -> samples.add(image(file, inputs));
            }
        }
        if (!byInput.isEmpty()) {
            String names = String.join(", ", files.stream()
                    .filter(file -> file.ending().equals("npy"))
                    .map(SampleFile::name)
                    .toList());
            samples.addAll(ArraySamples.of(names, byInput, inputs));
        }
    }

    private Bytes bytes(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path);
        channels.add(channel);
        return new FileBytes(path, channel, 0, channel.size());
    }

    private static Map<String, NpyArray> archive(SampleFile file) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.path().toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                if (!entry.getName().endsWith(".npy")) {
                    continue;
                }
                String name = file.name() + ", " + entry.getName();
                byte[] content;
                try (InputStream in = zip.getInputStream(entry)) {
                    content = in.readNBytes((int) LARGEST_ENTRY + 1);
                }
                if (content.length > LARGEST_ENTRY) {
                    throw new SamplesException(name + ": it expands to more than " + (LARGEST_ENTRY >> 20)
                            + " MiB; a .npy of its own may have any size");
                }
                String key = entry.getName().substring(0, entry.getName().length() - ".npy".length());
                arrays.put(key, NpyArray.read(name, Bytes.of(content)));
            }
        } catch (ZipException damaged) {
            throw new SamplesException(file.name() + ": the archive is damaged: " + damaged.getMessage(), damaged);
        }
        return arrays;
    }

    private static Sample image(SampleFile file, List<ModelInput> inputs) throws SamplesException {
        ModelInput input = inputs.get(0);
        if (inputs.size() > 1 || input.colours().isEmpty()) {
            throw new SamplesException(file.name() + ": an image, but "
                    + (inputs.size() > 1 ? "the model has " + inputs.size() + " inputs" : "input " + input.name()
                            + " takes an array of " + input.words() + "; .npy expected"));
        }
        if (input.shape().size() != 4 || input.shape().contains(ValueFacts.UNKNOWN)) {
            throw new SamplesException(file.name() + ": images are read for inputs of one known size, found "
                    + input.words());
        }
        return new ImageSample(file.name(), file.path(), input);
    }

    /** How many samples there are; at least one. */
    public int size() {
        return samples.size();
    }

    /** Which samples to take: all, or as many as wanted, chosen by a seed, in their order. */
    public List<Integer> chosen(int wanted, long seed) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            all.add(i);
        }
        if (samples.size() <= wanted) {
            return all;
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < wanted; i++) {
            int other = i + random.nextInt(all.size() - i);
            Integer taken = all.get(other);
            all.set(other, all.get(i));
            all.set(i, taken);
        }
        return all.subList(0, wanted).stream().sorted().toList();
    }

    /** What to call a sample in messages. */
    public String name(int index) {
        return samples.get(index).name();
    }

    /**
     * A sample: a tensor for every input.
     *
     * @throws SamplesException if it cannot be used: damaged, or not all of its numbers are finite
     */
    public Map<String, Tensor> read(int index) throws IOException {
        Sample sample = samples.get(index);
        Map<String, Tensor> tensors = sample.read();
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            if (entry.getValue() instanceof Tensor.Floats floats) {
                float[] values = floats.values();
                for (int i = 0; i < values.length; i++) {
                    if (!Float.isFinite(values[i])) {
                        throw new SamplesException(sample.name() + ": input " + entry.getKey() + " holds " + values[i]
                                + " at position " + i + ", finite numbers expected");
                    }
                }
            }
        }
        return tensors;
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : channels) {
            channel.close();
        }
    }
}
