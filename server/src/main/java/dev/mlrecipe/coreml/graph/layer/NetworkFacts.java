package dev.mlrecipe.coreml.graph.layer;

import com.google.protobuf.CodedInputStream;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.OpenInput;
import dev.mlrecipe.coreml.graph.Types;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.proto.FeatureDescription;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads shapes, multiply-adds and bytes off neural networks, alone or in pipelines. Looks at no weight. Layers are
 * named as operations, each network is a function; values are 32-bit floats, which is what a network's interface knows.
 */
public final class NetworkFacts {
    private static final int BUFFER = 1 << 14;

    private final Network network;
    private final String function;
    private final WeightBytes weights;
    private final Map<String, ValueFacts> values = new HashMap<>();
    private final Map<String, Optional<List<Long>>> shapes = new HashMap<>();
    private final List<OpFacts> ops = new ArrayList<>();

    /** How large the weights of layers are. */
    public interface WeightBytes {
        /** Bytes as stored of all weights of a layer. */
        long stored(String function, String layer);

        /** Bytes of the same weights when expanded. */
        long dense(String function, String layer);
    }

    private NetworkFacts(Network.Named named, WeightBytes weights) {
        this.network = named.network();
        this.function = named.name();
        this.weights = weights;
    }

    /**
     * Facts about every network of a model: one called {@code main}, or those of a pipeline under their models' names,
     * in its order. Layers of branches and loops come right after the layer that holds them, and count once.
     *
     * @param model the model file; what is longer than some kilobytes in a layer is skipped
     */
    public static List<FunctionFacts> of(Path model, WeightBytes weights) throws IOException {
        try (InputStream file = Files.newInputStream(model)) {
            CodedInputStream in = CodedInputStream.newInstance(file, BUFFER);
            in.setSizeLimit(Integer.MAX_VALUE);
            return new NetworkReader(in)
                    .model("", 0).stream()
                            .map(named -> new NetworkFacts(named, weights).facts(named))
                            .toList();
        }
    }

    private FunctionFacts facts(Network.Named named) {
        List<ValueFacts> inputs = new ArrayList<>();
        List<OpenInput> open = new ArrayList<>();
        for (FeatureDescription feature : named.description().getInputList()) {
            define(feature.getName(), Interface.shape(feature, network));
            ValueFacts input = values.get(feature.getName());
            inputs.add(input);
            Interface.open(feature, input).ifPresent(open::add);
        }
        layers(network);
        long total = 0;
        for (OpFacts op : ops) {
            total = Types.plus(total, op.multiplyAdds());
        }
        List<ValueFacts> outputs = named.description().getOutputList().stream()
                .map(feature -> values.getOrDefault(
                        feature.getName(), new ValueFacts(feature.getName(), List.of(), kind(feature))))
                .toList();
        return new FunctionFacts(function, inputs, outputs, ops, total, open);
    }

    /** What the model makes of a network's results: the class with the greatest probability, for example. */
    private static String kind(FeatureDescription feature) {
        return switch (feature.getType().getTypeCase()) {
            case STRINGTYPE -> "string";
            case INT64TYPE -> "int64";
            case DICTIONARYTYPE -> "dictionary";
            default -> "unknown";
        };
    }

    private void define(String name, Optional<List<Long>> shape) {
        values.put(name, Interface.value(name, shape));
        shapes.put(name, shape);
    }

    private void layers(Network some) {
        for (Layer layer : some.layers()) {
            layer(layer);
            layer.networks().forEach(this::layers);
        }
    }

    private void layer(Layer layer) {
        List<Optional<List<Long>>> in = layer.inputs().stream()
                .map(name -> shapes.getOrDefault(name, Optional.empty()))
                .toList();
        List<Optional<List<Long>>> out = new ArrayList<>();
        for (int i = 0; i < layer.outputs().size(); i++) {
            out.add(declared(layer, i, LayerShapes.of(layer, in, i)));
        }
        List<ValueFacts> inputs = new ArrayList<>();
        for (String name : new LinkedHashSet<>(layer.inputs())) {
            inputs.add(values.getOrDefault(name, Interface.value(name, Optional.empty())));
        }
        List<ValueFacts> outputs = new ArrayList<>();
        for (int i = 0; i < out.size(); i++) {
            define(layer.outputs().get(i), out.get(i));
            outputs.add(values.get(layer.outputs().get(i)));
        }
        Optional<List<Long>> factors =
                LayerMultiplyAdds.factors(layer, in, out.isEmpty() ? Optional.empty() : out.get(0));
        long multiplyAdds = factors.filter(list -> !list.isEmpty()).map(Types::elements).orElse(0L);
        boolean known = outputs.stream().allMatch(ValueFacts::known)
                && factors.filter(list -> !list.contains(ValueFacts.UNKNOWN)).isPresent();
        ops.add(new OpFacts(
                layer.name(),
                layer.type(),
                inputs,
                outputs,
                multiplyAdds,
                bytes(outputs),
                bytes(inputs),
                weights.stored(function, layer.name()),
                weights.dense(function, layer.name()),
                known));
    }

    /** The inferred shape; where it is not known, what the file says of it. */
    private static Optional<List<Long>> declared(Layer layer, int output, Optional<List<Long>> inferred) {
        if (output >= layer.declared().size() || inferred.filter(shape -> !shape.contains(ValueFacts.UNKNOWN)).isPresent()) {
            return inferred;
        }
        Layer.Declared declared = layer.declared().get(output);
        Optional<List<Long>> shape = declared.sizes().size() == declared.rank() && declared.rank() > 0
                ? Optional.of(Dims.dims(declared.sizes()))
                : Dims.ofRank(declared.rank());
        return inferred.filter(some -> shape.isEmpty() || some.size() != shape.get().size()).isPresent()
                ? inferred
                : shape.map(some -> inferred.map(own -> filled(own, some)).orElse(some));
    }

    private static List<Long> filled(List<Long> shape, List<Long> from) {
        List<Long> result = new ArrayList<>();
        for (int axis = 0; axis < shape.size(); axis++) {
            result.add(shape.get(axis) == ValueFacts.UNKNOWN ? from.get(axis) : shape.get(axis));
        }
        return result;
    }

    private static long bytes(List<ValueFacts> values) {
        long bytes = 0;
        for (ValueFacts value : values) {
            bytes = Types.plus(bytes, Types.bytes(value));
        }
        return bytes;
    }
}
