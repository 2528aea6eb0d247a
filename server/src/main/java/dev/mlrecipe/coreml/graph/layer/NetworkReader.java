package dev.mlrecipe.coreml.graph.layer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import dev.mlrecipe.coreml.proto.ModelDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the structure of neural networks and of pipelines of them, and skips their weights. */
final class NetworkReader {
    /** Name of the only network of a model. */
    static final String MAIN = "main";

    /** Networks and models inside each other; deeper ones are not looked into. */
    private static final int MAX_DEPTH = 30;

    // Fields of Model, Pipeline, NeuralNetwork and NeuralNetworkLayer.
    private static final int DESCRIPTION = 2;
    private static final int PIPELINE_CLASSIFIER = 200;
    private static final int PIPELINE_REGRESSOR = 201;
    private static final int PIPELINE = 202;
    private static final int REGRESSOR = 303;
    private static final int CLASSIFIER = 403;
    private static final int NETWORK = 500;
    private static final int LAYERS = 1;
    private static final int ARRAY_MAPPING = 5;
    private static final int IMAGE_MAPPING = 6;
    private static final int NAME = 1;
    private static final int INPUT = 2;
    private static final int OUTPUT = 3;
    private static final int OUTPUT_TENSOR = 5;
    private static final int FIRST_TYPE = 100;

    private final CodedInputStream in;

    NetworkReader(CodedInputStream in) {
        this.in = in;
    }

    /** What to do with the content of a length-delimited field. */
    private interface Part {
        void read() throws IOException;
    }

    /** All networks of a model, in the order of its pipelines; none for other kinds of models. */
    List<Network.Named> model(String name, int depth) throws IOException {
        ModelDescription description = ModelDescription.getDefaultInstance();
        List<Network> networks = new ArrayList<>();
        List<Network.Named> inPipeline = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case DESCRIPTION -> {
                    ModelDescription.Builder builder = ModelDescription.newBuilder();
                    in.readMessage(builder, ExtensionRegistryLite.getEmptyRegistry());
                    description = builder.build();
                }
                case NETWORK, CLASSIFIER, REGRESSOR -> inside(() -> networks.add(network(depth + 1)));
                case PIPELINE -> inside(() -> pipeline(name, depth + 1, inPipeline));
                case PIPELINE_CLASSIFIER, PIPELINE_REGRESSOR -> inside(() -> {
                    for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
                        inside(() -> pipeline(name, depth + 1, inPipeline));
                    }
                });
                default -> in.skipField(tag);
            }
        }
        ModelDescription known = description;
        networks.forEach(network -> inPipeline.add(new Network.Named(name.isEmpty() ? MAIN : name, known, network)));
        return inPipeline;
    }

    private void pipeline(String name, int depth, List<Network.Named> found) throws IOException {
        List<List<Network.Named>> models = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> inside(() -> models.add(depth > MAX_DEPTH ? List.of() : model("", depth + 1)));
                case 2 -> names.add(in.readStringRequireUtf8());
                default -> in.skipField(tag);
            }
        }
        for (int i = 0; i < models.size(); i++) {
            String own = i < names.size() ? names.get(i) : "model" + (i + 1);
            String prefix = name.isEmpty() ? own : name + "/" + own;
            for (Network.Named inner : models.get(i)) {
                found.add(new Network.Named(
                        inner.name().equals(MAIN) ? prefix : prefix + "/" + inner.name(),
                        inner.description(),
                        inner.network()));
            }
        }
    }

    private Network network(int depth) throws IOException {
        List<Layer> layers = new ArrayList<>();
        long arrays = 0;
        long images = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case LAYERS -> inside(() -> layers.add(layer(depth)));
                case ARRAY_MAPPING -> arrays = in.readRawVarint64();
                case IMAGE_MAPPING -> images = in.readRawVarint64();
                default -> in.skipField(tag);
            }
        }
        return new Network(layers, arrays == 1, images == 1);
    }

    private Layer layer(int depth) throws IOException {
        List<String> names = new ArrayList<>();
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<Layer.Declared> declared = new ArrayList<>();
        List<Network> networks = new ArrayList<>();
        String type = "";
        Fields parameters = Fields.NONE;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (field >= FIRST_TYPE && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                type = LayerTypes.name(field);
                if (type.equals(LayerTypes.BRANCH) || type.equals(LayerTypes.LOOP)) {
                    boolean branch = type.equals(LayerTypes.BRANCH);
                    inside(() -> nested(branch ? 1 : 3, depth, networks));
                } else {
                    Fields[] read = new Fields[1];
                    inside(() -> read[0] = Fields.read(in));
                    parameters = read[0];
                }
                continue;
            }
            switch (field) {
                case NAME -> names.add(string());
                case INPUT -> inputs.add(string());
                case OUTPUT -> outputs.add(string());
                case OUTPUT_TENSOR -> inside(() -> {
                    Fields tensor = Fields.read(in);
                    declared.add(new Layer.Declared(tensor.number(1), tensor.numbers(2)));
                });
                default -> in.skipField(tag);
            }
        }
        String name = names.isEmpty() ? "" : names.getLast();
        return new Layer(name, type, inputs, outputs, declared, parameters, networks);
    }

    private String string() throws IOException {
        return new String(in.readByteArray(), StandardCharsets.UTF_8);
    }

    /** Every message inside a branch or a loop from the field {@code first} on is a network. */
    private void nested(int first, int depth, List<Network> networks) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            boolean message = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (message && depth < MAX_DEPTH && WireFormat.getTagFieldNumber(tag) >= first) {
                inside(() -> networks.add(network(depth + 1)));
            } else {
                in.skipField(tag);
            }
        }
    }

    private void inside(Part part) throws IOException {
        int length = in.readRawVarint32();
        int outer = in.pushLimit(length);
        part.read();
        in.checkLastTagWas(0);
        in.popLimit(outer);
    }
}
