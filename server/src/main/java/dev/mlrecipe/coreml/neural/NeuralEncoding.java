package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How neural networks store weights: as float32, as float16, or as codes of 1 to 8 bits with scales or a table. */
final class NeuralEncoding implements Encoding {
    private final List<Weight> weights;
    private final List<StoredWeight> stored;

    /**
     * @param weights the weights of a file
     * @param stored where they are, one per weight
     */
    NeuralEncoding(List<Weight> weights, List<StoredWeight> stored) {
        this.weights = weights;
        this.stored = stored;
    }

    @Override
    public ModelKind kind() {
        return ModelKind.NEURAL_NETWORK;
    }

    /**
     * A layer's plain values are all float32 or all float16, next to any codes; Core ML does not load it otherwise.
     * Of parametric softplus, both weights have to be stored in the same way. Fewer than eight bits need a layer that
     * says how many values there are.
     */
    @Override
    public Map<Integer, String> conflicts(Map<Integer, Representation> forms) {
        Map<Integer, List<Integer>> layers = new HashMap<>();
        for (StoredWeight weight : stored) {
            layers.computeIfAbsent(weight.layer(), layer -> new ArrayList<>());
        }
        for (int id = 0; id < stored.size(); id++) {
            layers.get(stored.get(id).layer()).add(id);
        }
        Map<Integer, String> conflicts = new HashMap<>();
        for (int id : forms.keySet()) {
            StoredWeight weight = stored.get(id);
            if (!weight.sized() && bits(forms.get(id)) < 8) {
                conflicts.put(id, "its layer does not say how many values it has, which fewer than 8 bits need");
                continue;
            }
            if (forms.get(id) instanceof Affine && !(weights.get(id).stored() instanceof Affine)) {
                conflicts.put(id, "its layer does not ask for int8 multiplication, and others hold no signed codes");
                continue;
            }
            List<Integer> layer = layers.get(weight.layer());
            Optional<Integer> other = layer.stream()
                    .filter(sibling -> disagree(forms, id, sibling, weight.equalForms()))
                    .findFirst();
            other.ifPresent(sibling -> conflicts.put(
                    id,
                    "the layer's " + weights.get(sibling).name() + " stays "
                            + formName(form(forms, sibling)).replace("dense", "float32")
                            + ", and Core ML loads a layer only if "
                            + (weight.equalForms() ? "its weights are stored in the same way"
                                    : "its plain values are all float32 or all float16")));
        }
        return conflicts;
    }

    private Representation form(Map<Integer, Representation> forms, int id) {
        return forms.getOrDefault(id, weights.get(id).stored());
    }

    /** Whether two weights of a layer cannot be together, and it is the first one's change that makes it so. */
    private boolean disagree(Map<Integer, Representation> forms, int id, int sibling, boolean equal) {
        Representation mine = form(forms, id);
        Representation theirs = form(forms, sibling);
        boolean halves =
                mine instanceof Cast && theirs instanceof Dense || mine instanceof Dense && theirs instanceof Cast;
        boolean kinds = equal && rank(mine) != rank(theirs);
        return (halves || kinds) && (!forms.containsKey(sibling) || mine instanceof Cast || kinds);
    }

    private static int rank(Representation form) {
        return switch (form) {
            case Dense dense -> 0;
            case Cast cast -> 1;
            default -> 2;
        };
    }

    private static int bits(Representation form) {
        return switch (form) {
            case Linear linear -> linear.codes().type().bits();
            case LookupTable table -> table.indices().type().bits();
            default -> 8;
        };
    }

    @Override
    public Optional<String> illegal(Representation form) {
        return switch (form) {
            case Dense dense -> dense.type() == DataType.FLOAT32
                    ? Optional.empty()
                    : Optional.of("neural networks store plain values as float32, not as " + dense.type().word());
            case Cast cast -> Optional.empty();
            case Linear linear -> illegal(linear);
            case LookupTable table -> illegal(table);
            case Affine affine -> illegal(affine);
            case Sparse sparse -> Optional.of("neural networks have no sparse weights; ML programs have them since"
                    + " iOS 16 and macOS 13");
            case SparseLookupTable table -> Optional.of("neural networks have no pruned and palettized weights; ML"
                    + " programs have them since iOS 18 and macOS 15");
            case SparseAffine affine -> Optional.of("neural networks have no pruned and quantized weights; ML programs"
                    + " have them since iOS 18 and macOS 15");
        };
    }

    private static Optional<String> illegal(Linear form) {
        return blocks(form, form.scale()).or(() -> form.bias().flatMap(bias -> blocks(form, bias)));
    }

    private static Optional<String> blocks(Linear form, Tensor parameters) {
        int axes = 0;
        for (int axis = 0; axis < form.shape().rank(); axis++) {
            long count = parameters.shape().dim(axis);
            if (count > 1 && count < form.shape().dim(axis)) {
                return Optional.of("neural networks have no scales per block, only one per tensor or per output"
                        + " channel; ML programs have them since iOS 18 and macOS 15");
            }
            axes += count > 1 ? 1 : 0;
        }
        return axes > 1
                ? Optional.of("neural networks have scales along one axis, not along several")
                : Optional.empty();
    }

    private static Optional<String> illegal(LookupTable form) {
        if (form.vectorLength() > 1) {
            return Optional.of("neural networks have no tables of vectors; ML programs have them since iOS 18 and"
                    + " macOS 15");
        }
        if (!(form.table() instanceof Dense table)) {
            return Optional.of("neural networks have no quantized tables; ML programs have them since iOS 18 and"
                    + " macOS 15");
        }
        if (table.shape().elements() != 1L << form.indices().type().bits()) {
            return Optional.of("neural networks have one table per weight, not several; ML programs have grouped"
                    + " tables since iOS 18 and macOS 15");
        }
        return table.type() == DataType.FLOAT32
                ? Optional.empty()
                : Optional.of("tables of neural networks hold float32, not " + table.type().word());
    }

    private static Optional<String> illegal(Affine form) {
        boolean dynamic = form.data() instanceof Dense codes
                && codes.type() == DataType.INT8
                && form.scale().type() == DataType.FLOAT32
                && form.scale().elements() == 1
                && form.offset().isEmpty();
        return dynamic
                ? Optional.empty()
                : Optional.of("neural networks have codes with a scale and a bias, not with a zero point; ML programs"
                        + " have them since iOS 16 and macOS 13");
    }

    @Override
    public long storedBytes(Representation form) {
        return switch (form) {
            case Dense dense -> dense.values().size();
            case Cast cast -> cast.values().size();
            case Linear linear -> linear.codes().size()
                    + linear.scale().size()
                    + linear.bias().map(Tensor::size).orElse(0L);
            case Affine affine -> storedBytes(affine.data())
                    + affine.scale().size()
                    + affine.offset().map(Tensor::size).orElse(0L);
            case LookupTable table -> table.indices().size() + storedBytes(table.table());
            case Sparse sparse -> sparse.mask().size() + sparse.values().size();
            case SparseLookupTable table ->
                table.mask().size() + table.indices().size() + storedBytes(table.table());
            case SparseAffine affine -> storedBytes(affine.data())
                    + affine.scale().size()
                    + affine.offset().map(Tensor::size).orElse(0L);
        };
    }

    @Override
    public String formName(Representation form) {
        return switch (form) {
            case Dense dense -> "dense";
            case Cast cast -> "float16";
            case Linear linear -> "linear";
            case Affine affine -> "int8_dynamic";
            case LookupTable table -> "lookup_table";
            case Sparse sparse -> "sparse";
            case SparseLookupTable table -> "sparse_lookup_table";
            case SparseAffine affine -> "sparse_linear";
        };
    }
}
