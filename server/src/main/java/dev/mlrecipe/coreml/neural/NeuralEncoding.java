package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.Encoding;
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
import java.util.Optional;

/** How neural networks store weights: as float32, as float16, or as codes of 1 to 8 bits with scales or a table. */
final class NeuralEncoding implements Encoding {

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
