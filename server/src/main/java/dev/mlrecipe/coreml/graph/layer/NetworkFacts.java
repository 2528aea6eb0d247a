package dev.mlrecipe.coreml.graph.layer;

import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.OpenInput;
import dev.mlrecipe.coreml.graph.Types;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.proto.FeatureDescription;
import dev.mlrecipe.coreml.proto.ModelDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads shapes, multiply-adds and bytes off neural networks, alone or in pipelines. Looks at no weight. Layers are
 * named as operations; values are 32-bit floats, which is what a network's interface knows.
 */
public final class NetworkFacts {
    private static final String FUNCTION = "main";

    private final ToLongFunction<String> storedBytes;
    private final ToLongFunction<String> denseBytes;
    private final Map<String, ValueFacts> values = new HashMap<>();
    private final Map<String, Optional<List<Long>>> shapes = new HashMap<>();
    private final List<OpFacts> ops = new ArrayList<>();
    private String path = "";
    private Set<String> features = Set.of();

    private NetworkFacts(ToLongFunction<String> storedBytes, ToLongFunction<String> denseBytes) {
        this.storedBytes = storedBytes;
        this.denseBytes = denseBytes;
    }

    /**
     * Facts about all networks of a model, as one function in the order of its pipelines. Layers of branches and loops
     * come right after the layer that holds them, and count once.
     *
     * @param description inputs and outputs of the model
     * @param members its networks
     * @param storedBytes bytes of all weights of a layer by its name
     * @param denseBytes bytes of the same weights when expanded
     */
    public static FunctionFacts of(
            ModelDescription description,
            List<Network.Member> members,
            ToLongFunction<String> storedBytes,
            ToLongFunction<String> denseBytes) {
        return new NetworkFacts(storedBytes, denseBytes).facts(description, members);
    }

    private FunctionFacts facts(ModelDescription description, List<Network.Member> members) {
        List<OpenInput> open = new ArrayList<>();
        for (Network.Member member : members) {
            member(member, open);
        }
        long total = 0;
        for (OpFacts op : ops) {
            total = Types.plus(total, op.multiplyAdds());
        }
        Set<String> inputs = new LinkedHashSet<>();
        description.getInputList().forEach(feature -> inputs.add(feature.getName()));
        return new FunctionFacts(
                FUNCTION,
                described(description.getInputList()),
                described(description.getOutputList()),
                ops,
                total,
                open.stream().filter(input -> inputs.contains(input.name())).toList());
    }

    private List<ValueFacts> described(List<FeatureDescription> some) {
        return some.stream()
                .map(feature -> values.getOrDefault(
                        feature.getName(), new ValueFacts(feature.getName(), List.of(), kind(feature))))
                .toList();
    }

    private void member(Network.Member member, List<OpenInput> open) {
        path = member.path();
        features = Stream.concat(
                        member.description().getInputList().stream(), member.description().getOutputList().stream())
                .map(FeatureDescription::getName)
                .collect(Collectors.toSet());
        for (FeatureDescription feature : member.description().getInputList()) {
            boolean first = !values.containsKey(feature.getName());
            define(feature.getName(), Interface.shape(feature, member.network()));
            if (first) {
                Interface.open(feature, values.get(feature.getName())).ifPresent(open::add);
            }
        }
        layers(member.network());
    }

    /** The name of a value among those of all networks. */
    private String global(String name) {
        return features.contains(name) ? name : path + name;
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
                .map(name -> shapes.getOrDefault(global(name), Optional.empty()))
                .toList();
        List<Optional<List<Long>>> out = new ArrayList<>();
        for (int i = 0; i < layer.outputs().size(); i++) {
            out.add(declared(layer, i, LayerShapes.of(layer, in, i)));
        }
        List<ValueFacts> inputs = new ArrayList<>();
        for (String name : new LinkedHashSet<>(layer.inputs())) {
            inputs.add(values.getOrDefault(global(name), Interface.value(global(name), Optional.empty())));
        }
        List<ValueFacts> outputs = new ArrayList<>();
        for (int i = 0; i < out.size(); i++) {
            define(global(layer.outputs().get(i)), out.get(i));
            outputs.add(values.get(global(layer.outputs().get(i))));
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
                storedBytes.applyAsLong(layer.name()),
                denseBytes.applyAsLong(layer.name()),
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
