package dev.mlrecipe.coreml.neural;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.neural.StoredWeight.LayerFlag;
import dev.mlrecipe.coreml.neural.StoredWeight.ModelPart;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.ModelDescription;
import dev.mlrecipe.coreml.proto.NeuralNetwork;
import dev.mlrecipe.coreml.proto.NeuralNetworkLayer;
import dev.mlrecipe.coreml.tensor.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the models, layers and weights of a file. Every layer's message is parsed without its weights, which are only
 * located; what a pipeline holds beside networks and pipelines is not looked into.
 */
final class NetworkScan {
    /** As in files with ML programs: enough for about 40 networks inside each other. */
    private static final int MAX_NESTING = 100;

    /** More than any network has; a damaged file may seem to have a billion. */
    private static final int MOST_LAYERS = 1 << 20;

    /** A layer's parameters without weights take less. */
    private static final int MOST_PARAMETERS = 1 << 26;

    private static final String MAIN = "main";

    private static final int VERSION = 1;
    private static final int DESCRIPTION = 2;
    private static final int UPDATABLE = 10;
    private static final int FIRST_TYPE = 200;
    private static final int LAYERS = 1;
    private static final int PREPROCESSING = 2;
    private static final int UPDATE = 10;

    private final Path file;
    private final WireReader wire;
    private final Bytes bytes;
    private final WeightReader weightReader;
    private final Set<String> names = new HashSet<>();
    private final List<Weight> weights = new ArrayList<>();
    private final List<StoredWeight> stored = new ArrayList<>();
    private int layers;
    private int numbered;

    private NetworkScan(Path file, Bytes bytes) {
        this.file = file;
        this.bytes = bytes;
        this.wire = new WireReader(file, bytes);
        this.weightReader = new WeightReader(file, bytes, wire);
    }

    /**
     * Everything that was found.
     *
     * @param root the outermost model
     * @param weights weights in file order
     * @param stored where they are, one per weight
     */
    record Found(Member root, List<Weight> weights, List<StoredWeight> stored) {}

    /**
     * Scans a file.
     *
     * @throws ModelException if it is damaged or contradicts itself
     */
    static Found scan(Path file, Bytes bytes) throws IOException {
        NetworkScan scan = new NetworkScan(file, bytes);
        Member root = scan.model(Part.file(bytes.size()), "", List.of());
        return new Found(root, List.copyOf(scan.weights), List.copyOf(scan.stored));
    }

    /** The field number of the type of the model in a file, which may be damaged; 0 if it says none. Reads little. */
    static int type(Path file, Bytes bytes) throws IOException {
        int[] type = {0};
        WireReader wire = new WireReader(file, bytes);
        try {
            wire.fields(0, bytes.size(), field -> type[0] = Math.max(type[0], field.number()));
        } catch (ModelException damaged) {
            return Math.max(type[0], wire.number());
        }
        return type[0] < FIRST_TYPE ? 0 : type[0];
    }

    /** What a model with this type field is. */
    static ModelKind kind(int type) {
        return switch (type) {
            case Model.PIPELINECLASSIFIER_FIELD_NUMBER,
                            Model.PIPELINEREGRESSOR_FIELD_NUMBER,
                            Model.PIPELINE_FIELD_NUMBER ->
                ModelKind.PIPELINE;
            case Model.NEURALNETWORK_FIELD_NUMBER,
                            Model.NEURALNETWORKCLASSIFIER_FIELD_NUMBER,
                            Model.NEURALNETWORKREGRESSOR_FIELD_NUMBER ->
                ModelKind.NEURAL_NETWORK;
            case Model.MLPROGRAM_FIELD_NUMBER -> ModelKind.ML_PROGRAM;
            default -> ModelKind.OTHER;
        };
    }

    /** The field of a layer that is set, for example {@code innerProduct}; {@code unknown} if none is known. */
    static String layerType(NeuralNetworkLayer layer) {
        FieldDescriptor field = layer.getOneofFieldDescriptor(
                NeuralNetworkLayer.getDescriptor().getOneofs().get(0));
        return field == null ? "unknown" : field.getName();
    }

    /** What stands in a model's own fields. */
    private static final class ModelFields {
        private final List<WireField> versions = new ArrayList<>();
        private final List<WireField> descriptions = new ArrayList<>();
        private int version;
        private boolean updatable;
        private Optional<WireField> type = Optional.empty();
        private int types;
    }

    private Member model(Part part, String path, List<ModelPart> around) throws IOException {
        requireDepth(part);
        ModelFields fields = new ModelFields();
        wire.fields(part.field().content(), part.field().end(), field -> {
            switch (field.number()) {
                case VERSION -> {
                    fields.version = (int) wire.value(field);
                    fields.versions.add(field);
                }
                case DESCRIPTION -> {
                    wire.require(field, WireField.BYTES);
                    fields.descriptions.add(field);
                }
                case UPDATABLE -> fields.updatable = wire.value(field) != 0;
                default -> {
                    if (field.number() >= FIRST_TYPE) {
                        fields.types++;
                        fields.type = Optional.of(field);
                    }
                }
            }
        });
        ModelKind kind = fields.type.map(WireField::number).map(NetworkScan::kind).orElse(ModelKind.OTHER);
        ModelDescription description = description(fields.descriptions);
        List<ModelPart> models = new ArrayList<>(around);
        models.add(new ModelPart(part, fields.versions, fields.version));
        // Of a model that says its type twice nobody knows what counts, so it is left alone.
        boolean known = fields.types == 1;
        Optional<Network> network = Optional.empty();
        List<Member> members = List.of();
        if (known && kind == ModelKind.NEURAL_NETWORK) {
            Part inner = message(part, fields.type.get());
            network = Optional.of(network(inner, new Place(path, fields.updatable, models)));
        } else if (known && kind == ModelKind.PIPELINE) {
            members = pipeline(part, fields.type.get(), path, models);
        }
        return new Member(path, kind, fields.version, fields.updatable, description, network, members);
    }

    /**
     * What holds for all layers of a network.
     *
     * @param path qualifies names
     * @param updatable whether the model is
     * @param models the models around
     */
    private record Place(String path, boolean updatable, List<ModelPart> models) {
        Place inside(String layer, String field) {
            return new Place(layer + "/" + field + "/", updatable, models);
        }
    }

    private List<Member> pipeline(Part model, WireField type, String path, List<ModelPart> around) throws IOException {
        Part pipeline = message(model, type);
        if (type.number() != Model.PIPELINE_FIELD_NUMBER) {
            List<WireField> wrapped = new ArrayList<>();
            Part wrapper = pipeline;
            wire.fields(wrapper.field().content(), wrapper.field().end(), field -> {
                if (field.number() == 1) {
                    wrapped.add(field);
                }
            });
            if (wrapped.size() != 1) {
                return List.of();
            }
            pipeline = message(wrapper, wrapped.get(0));
        }
        List<WireField> models = new ArrayList<>();
        List<String> given = new ArrayList<>();
        wire.fields(pipeline.field().content(), pipeline.field().end(), field -> {
            if (field.number() == 1) {
                models.add(field);
                requireFew(models.size());
            } else if (field.number() == 2) {
                given.add(wire.text(field));
                requireFew(given.size());
            }
        });
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            String name = i < given.size() && !given.get(i).isEmpty() ? given.get(i) : "models[" + i + "]";
            members.add(model(message(pipeline, models.get(i)), unique(path + name) + "/", around));
        }
        return members;
    }

    private Network network(Part part, Place place) throws IOException {
        requireDepth(part);
        List<WireField> found = new ArrayList<>();
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        wire.fields(part.field().content(), part.field().end(), field -> {
            if (field.number() == LAYERS) {
                found.add(field);
                requireFew(++layers);
            } else if (field.number() != PREPROCESSING && field.number() != UPDATE) {
                copy(field, rest);
            }
        });
        List<Layer> result = new ArrayList<>();
        for (WireField layer : found) {
            result.add(layer(message(part, layer), result.size(), place));
        }
        return new Network(result, parse(part, rest, NeuralNetwork.getDefaultInstance()));
    }

    /** What is found inside a layer. */
    private static final class LayerParts {
        private final Map<String, Part> weights = new LinkedHashMap<>();
        private final Map<String, Part> networks = new LinkedHashMap<>();
        private final Map<Part, List<WireField>> dynamic = new HashMap<>();
        private final Set<Integer> types = new HashSet<>();
        private boolean repeated;
    }

    private Layer layer(Part part, int position, Place place) throws IOException {
        LayerParts parts = new LayerParts();
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        message(part, NeuralNetworkLayer.getDescriptor(), "", parts, rest);
        NeuralNetworkLayer params = parse(part, rest, NeuralNetworkLayer.getDefaultInstance());
        String own = params.getName().isEmpty() ? "layers[" + position + "]" : params.getName();
        String name = unique(place.path() + own);
        Map<String, Integer> ids = new LinkedHashMap<>();
        // Parts of one message in several places are merged on reading: nobody writes that, and nothing there is touched.
        Map<String, Network> networks = new LinkedHashMap<>();
        if (!parts.repeated && parts.types.size() == 1) {
            LayerPlace layer = new LayerPlace(name, params, numbered++, dynamic(parts), place);
            for (Map.Entry<String, Part> entry : parts.weights.entrySet()) {
                add(layer, entry.getKey(), entry.getValue()).ifPresent(id -> ids.put(entry.getKey(), id));
            }
            for (Map.Entry<String, Part> entry : parts.networks.entrySet()) {
                networks.put(entry.getKey(), network(entry.getValue(), place.inside(name, entry.getKey())));
            }
        }
        return new Layer(name, params, ids, networks);
    }

    /** Visits a message of a layer: locates weights and networks, and copies everything else. */
    private void message(
            Part part, Descriptor type, String path, LayerParts parts, ByteArrayOutputStream rest)
            throws IOException {
        requireDepth(part);
        Map<Integer, Integer> seen = new HashMap<>();
        wire.fields(part.field().content(), part.field().end(), field -> {
            FieldDescriptor known = type.findFieldByNumber(field.number());
            if (type == NeuralNetworkLayer.getDescriptor() && (known == null || known.getContainingOneof() != null)
                    && field.wire() == WireField.BYTES) {
                parts.types.add(field.number());
            }
            if (known == null || !(WeightFields.isWeight(known) || WeightFields.isNetwork(known)
                    || WeightFields.isHolder(known))) {
                if (known != null && known.getName().equals("int8DynamicQuantize") && wire.value(field) != 0) {
                    parts.dynamic.computeIfAbsent(part, p -> new ArrayList<>()).add(field);
                }
                copy(field, rest);
                return;
            }
            int index = seen.merge(field.number(), 1, Integer::sum) - 1;
            parts.repeated |= index > 0 && !known.isRepeated();
            String name = path + known.getName() + (known.isRepeated() ? "[" + index + "]" : "");
            Part inner = message(part, field);
            if (WeightFields.isWeight(known)) {
                parts.weights.put(name, inner);
            } else if (WeightFields.isNetwork(known)) {
                parts.networks.put(name, inner);
            } else {
                ByteArrayOutputStream within = new ByteArrayOutputStream();
                message(inner, known.getMessageType(), inner(type, known, name), parts, within);
                WireWriter.message(rest, field.number(), within.toByteArray());
            }
        });
    }

    /** Names of weights begin inside the layer's parameters; only LSTMs of two directions need to say more. */
    private static String inner(Descriptor type, FieldDescriptor field, String name) {
        return field.isRepeated() && type != NeuralNetworkLayer.getDescriptor() ? name + "." : "";
    }

    private static Optional<LayerFlag> dynamic(LayerParts parts) {
        return parts.dynamic.entrySet().stream()
                .findFirst()
                .map(entry -> new LayerFlag(entry.getKey(), entry.getValue()));
    }

    /**
     * What holds for all weights of a layer.
     *
     * @param name its qualified name
     * @param params its message without weights
     * @param number tells layers apart
     * @param dynamic where it asks for int8 multiplication
     * @param place where the layer is
     */
    private record LayerPlace(
            String name, NeuralNetworkLayer params, int number, Optional<LayerFlag> dynamic, Place place) {}

    /** Adds a weight; its id, or nothing where there are no values or nobody knows what they stand for. */
    private Optional<Integer> add(LayerPlace layer, String field, Part part) throws IOException {
        String last = field.substring(field.lastIndexOf('.') + 1);
        NeuralNetworkLayer params = layer.params();
        Consumer consumer = new Consumer(
                MAIN, layer.name(), layerType(params), field, WeightShapes.axes(params, last));
        WeightReader.Expected expected = new WeightReader.Expected(
                consumer.weightName(),
                WeightShapes.of(params, last),
                WeightShapes.vector(params, last),
                consumer.axes().output());
        Optional<WeightReader.Found> read = weightReader.read(part, expected);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        int id = weights.size();
        requireFew(id);
        boolean updatable = params.getIsUpdatable() || read.get().updatable();
        weights.add(new Weight(
                id,
                consumer.weightName(),
                List.of(consumer.weightName()),
                MAIN,
                List.of(consumer),
                read.get().form(),
                fixed(params.hasCustom(), updatable, layer.place().updatable()).or(() -> read.get().misfit())));
        stored.add(new StoredWeight(
                part,
                layer.place().models(),
                layer.number(),
                layer.dynamic(),
                expected.dims().isPresent() || expected.length().isPresent(),
                params.getActivation().hasParametricSoftplus()));
        return Optional.of(id);
    }

    private static Optional<String> fixed(boolean custom, boolean updatable, boolean model) {
        if (custom) {
            return Optional.of("it belongs to a custom layer, and only the app knows how that reads it");
        }
        if (updatable) {
            return Optional.of("it is updatable: training on the device needs its float32 values");
        }
        return model
                ? Optional.of("its model is updatable: training on the device needs float32 values")
                : Optional.empty();
    }

    private String unique(String name) {
        String free = name;
        for (int i = 2; !names.add(free); i++) {
            free = name + "#" + i;
        }
        return free;
    }

    private Part message(Part around, WireField field) throws ModelException {
        wire.require(field, WireField.BYTES);
        return around.inner(field);
    }

    private void copy(WireField field, ByteArrayOutputStream rest) throws IOException {
        long size = field.end() - field.start();
        if (size + rest.size() > MOST_PARAMETERS) {
            throw wire.damaged(field.start(), "parameters of more than " + MOST_PARAMETERS + " bytes");
        }
        byte[] copied = new byte[(int) size];
        bytes.read(field.start(), copied, 0, copied.length);
        rest.writeBytes(copied);
    }

    private <M extends Message> M parse(Part part, ByteArrayOutputStream rest, M message)
            throws IOException {
        CodedInputStream coded = CodedInputStream.newInstance(rest.toByteArray());
        coded.setRecursionLimit(MAX_NESTING);
        try {
            @SuppressWarnings("unchecked")
            M parsed = (M) message.getParserForType().parseFrom(coded);
            return parsed;
        } catch (InvalidProtocolBufferException e) {
            throw wire.damaged(part.field().start(), e.getMessage());
        }
    }

    private ModelDescription description(List<WireField> fields) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (WireField field : fields) {
            if (field.size() + all.size() > MOST_PARAMETERS) {
                throw wire.damaged(field.start(), "a description of more than " + MOST_PARAMETERS + " bytes");
            }
            all.writeBytes(wire.array(field));
        }
        try {
            return ModelDescription.parseFrom(all.toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw wire.damaged(fields.get(0).start(), e.getMessage());
        }
    }

    private void requireDepth(Part part) throws ModelException {
        if (part.depth() > MAX_NESTING) {
            throw wire.damaged(
                    part.field().start(), "too many levels of nesting, at most " + MAX_NESTING + " expected");
        }
    }

    private void requireFew(int count) throws ModelException {
        if (count > MOST_LAYERS) {
            throw new ModelException(file, "more than " + MOST_LAYERS + " models, layers or weights");
        }
    }
}
