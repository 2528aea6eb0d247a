package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.mlmodel.Fingerprint;
import dev.mlrecipe.coreml.mlmodel.ModelFile;
import dev.mlrecipe.coreml.mlpackage.MlPackage;
import dev.mlrecipe.coreml.neural.StoredWeight.LayerFlag;
import dev.mlrecipe.coreml.neural.StoredWeight.ModelPart;
import dev.mlrecipe.coreml.proto.ModelDescription;
import dev.mlrecipe.coreml.raise.Indices;
import dev.mlrecipe.coreml.raise.Raising;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.FileBytes;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A neural network, or a pipeline that may hold some, in a file or package. Weights are read by position, and writing
 * copies whatever is not replaced, so that no weight is ever in memory as a whole.
 *
 * <p>Weights of models in a pipeline are named after the model too ({@code detector/conv1.weights}), those inside
 * branches and loops after the layer ({@code loop1/bodyNetwork/conv1.weights}). Values in forms that no {@link
 * Representation} describes do not appear in the index and are written back as they were.
 */
public final class NeuralNetworkModel implements CoreMlModel {
    /** First specification version whose networks may have float16 weights. */
    private static final int HALVES = 2;

    /** First one whose networks may have codes of 1 to 8 bits. */
    private static final int CODES = 3;

    /** First one whose networks may multiply int8 weights with quantized inputs. */
    private static final int DYNAMIC = 5;

    private static final int VERSION = 1;
    private static final int DESCRIPTION = 2;
    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final Optional<MlPackage> container;
    private final Path file;
    private final FileChannel channel;
    private final Bytes bytes;
    private final NetworkScan.Found found;
    private final ModelIndex index;
    private final NeuralEncoding encoding;

    private NeuralNetworkModel(Path path, Optional<MlPackage> container, Path file, FileChannel channel)
            throws IOException {
        this.path = path;
        this.container = container;
        this.file = file;
        this.channel = channel;
        this.bytes = new FileBytes(file, channel, 0, channel.size());
        this.found = NetworkScan.scan(file, bytes);
        ModelFile.requireKnown(file, found.root().specificationVersion());
        this.index = new ModelIndex(
                found.root().kind(),
                found.root().specificationVersion(),
                Optional.empty(),
                List.of("main"),
                found.weights());
        this.encoding = new NeuralEncoding(found.weights(), found.stored());
    }

    /** Whether a file, which may be damaged, says that it holds a neural network or a pipeline. */
    public static boolean isOne(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                return false;
            }
            ModelKind kind = NetworkScan.kind(
                    NetworkScan.type(file, new FileBytes(file, channel, 0, channel.size())));
            return kind == ModelKind.NEURAL_NETWORK || kind == ModelKind.PIPELINE;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * Opens a model.
     *
     * @param path the file or package
     * @param container the package, if it is one
     * @throws ModelException if the file is damaged or contradicts itself
     */
    public static NeuralNetworkModel open(Path path, Optional<MlPackage> container) throws IOException {
        Path file = container.map(MlPackage::model).orElse(path);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new NeuralNetworkModel(path, container, file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The outermost model with its layers or members. */
    public Member root() {
        return found.root();
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public ModelIndex index() {
        return index;
    }

    @Override
    public List<FunctionFacts> functions() {
        return NetworkGraph.functions(found.root(), index, encoding);
    }

    @Override
    public Map<String, String> metadata() {
        return new TreeMap<>(found.root().description().getMetadata().getUserDefinedMap());
    }

    @Override
    public String fingerprint() throws IOException {
        return Fingerprint.of(out -> Splice.copy(bytes, 0, bytes.size(), out));
    }

    @Override
    public Raising raising(Indices indices) {
        return Raising.impossible(
                index.kind() == ModelKind.PIPELINE
                        ? "a pipeline of models has no opset; raise its models one by one"
                        : "a neural network has no opset; convert it to an ML program");
    }

    @Override
    public Encoding encoding(Opset opset) {
        return encoding;
    }

    @Override
    public void write(Path target, Edit edit) throws IOException {
        Splice splice = new Splice(file, bytes);
        Map<Part, Integer> needed = new HashMap<>();
        Map<Part, ModelPart> models = new HashMap<>();
        Set<Part> cleared = new HashSet<>();
        for (Map.Entry<Integer, Representation> replaced : new TreeMap<>(edit.weights()).entrySet()) {
            check(replaced.getKey(), replaced.getValue());
            StoredWeight weight = found.stored().get(replaced.getKey());
            replace(splice, weight.part(), replaced.getValue());
            boolean wasDynamic = index.weights().get(replaced.getKey()).stored() instanceof Affine;
            if (wasDynamic && !(replaced.getValue() instanceof Affine)) {
                weight.dynamic().filter(flag -> cleared.add(flag.part())).ifPresent(flag -> clear(splice, flag));
            }
            for (ModelPart model : weight.models()) {
                needed.merge(model.part(), version(replaced.getValue()), Math::max);
                models.put(model.part(), model);
            }
        }
        needed.forEach((part, version) -> raise(splice, models.get(part), version));
        if (!edit.metadata().isEmpty()) {
            putMetadata(splice, edit.metadata());
        }
        splice.requireFits();
        Path output = target;
        if (container.isPresent()) {
            container.get().copyTo(target, Set.of());
            output = container.get().modelIn(target);
        }
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(output, StandardOpenOption.CREATE_NEW), BUFFER)) {
            splice.writeTo(out);
        }
    }

    private void check(int id, Representation form) {
        if (id < 0 || id >= index.weights().size()) {
            throw new IllegalArgumentException("no weight " + id);
        }
        Weight weight = index.weights().get(id);
        if (weight.fixed().isPresent()) {
            throw new IllegalArgumentException(weight.name() + ": " + weight.fixed().get());
        }
        if (form.type() != weight.stored().type() || !form.shape().equals(weight.stored().shape())) {
            throw new IllegalArgumentException(weight.name() + " is " + weight.stored().type().word() + " "
                    + weight.stored().shape() + ", not " + form.type().word() + " " + form.shape());
        }
        encoding.illegal(form).ifPresent(why -> {
            throw new IllegalArgumentException(weight.name() + ": " + why);
        });
    }

    /** Puts new values where the old ones were; other fields of the message stay. */
    private void replace(Splice splice, Part part, Representation form) throws IOException {
        List<WireField> old = new ArrayList<>();
        new WireReader(file, bytes).fields(part.field().content(), part.field().end(), field -> {
            if (WeightWriter.isValue(field.number())) {
                old.add(field);
            }
        });
        List<Bytes> fresh = WeightWriter.fields(form);
        for (int i = 0; i < old.size(); i++) {
            splice.replace(part, old.get(i).start(), old.get(i).end(), i == 0 ? fresh : List.of());
        }
    }

    private static void clear(Splice splice, LayerFlag flag) {
        flag.fields().forEach(field -> splice.replace(flag.part(), field.start(), field.end(), List.of()));
    }

    /** The first specification version that may have a form. */
    private static int version(Representation form) {
        return switch (form) {
            case Dense dense -> 1;
            case Cast cast -> HALVES;
            case Affine affine -> DYNAMIC;
            default -> CODES;
        };
    }

    private static void raise(Splice splice, ModelPart model, int version) {
        if (model.version() >= version) {
            return;
        }
        List<Bytes> fresh = List.of(Bytes.of(WireWriter.number(VERSION, version)));
        if (model.versions().isEmpty()) {
            long start = model.part().field().content();
            splice.replace(model.part(), start, start, fresh);
        }
        for (WireField field : model.versions()) {
            splice.replace(model.part(), field.start(), field.end(), fresh);
        }
    }

    private void putMetadata(Splice splice, Map<String, String> metadata) throws IOException {
        ModelDescription.Builder description = found.root().description().toBuilder();
        description.getMetadataBuilder().putAllUserDefined(metadata);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        ModelFile.serialize(description.build(), message);
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        WireWriter.message(field, DESCRIPTION, message.toByteArray());
        List<Bytes> fresh = List.of(Bytes.of(field.toByteArray()));
        Part root = Part.file(bytes.size());
        List<WireField> old = new ArrayList<>();
        new WireReader(file, bytes).fields(0, bytes.size(), part -> {
            if (part.number() == DESCRIPTION) {
                old.add(part);
            }
        });
        if (old.isEmpty()) {
            splice.replace(root, 0, 0, fresh);
        }
        for (int i = 0; i < old.size(); i++) {
            splice.replace(root, old.get(i).start(), old.get(i).end(), i == 0 ? fresh : List.of());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
