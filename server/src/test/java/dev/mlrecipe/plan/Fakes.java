package dev.mlrecipe.plan;

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
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.FakeTechnique;
import java.util.List;
import java.util.Optional;

/** Techniques that only plan, and an encoding, so that planning is tested by itself. */
public final class Fakes {
    private Fakes() {}

    /** Tables per tensor over dense or sparse weights; declines where the rows are no multiple of {@code group}. */
    public static final Technique TABLES = new FakeTechnique("TablesConfig") {
        @Override
        public List<Option> options() {
            return List.of(
                    Option.of("nbits", new OptionType.Whole(1, 8), 4L, "Bits of an index."),
                    Option.of("group", new OptionType.Whole(1, 64), 1L, "Rows that must fit."));
        }

        @Override
        public List<Need> needs(Options options) {
            return options.whole("nbits") == 3
                    ? List.of(new Need("palettize.3bit", "nbits"))
                    : List.of(new Need("palettize.table", "nbits"));
        }

        @Override
        public Proposal propose(Subject weight, Options options) {
            long group = options.whole("group");
            if (weight.shape().dim(0) % group != 0) {
                return new Proposal.Declined(weight.shape().dim(0) + " rows are no multiple of " + group);
            }
            DataType index = DataType.unsigned((int) options.whole("nbits"));
            Shape tableShape = Shape.ones(weight.shape().rank()).append(1L << index.bits(), 1);
            Representation table = new Dense(Tensor.sketch(weight.current().type(), tableShape));
            return switch (weight.current()) {
                case Dense dense -> exact(new LookupTable(Tensor.sketch(index, dense.shape()), table, 0));
                case Sparse sparse -> exact(new SparseLookupTable(
                        sparse.mask(), Tensor.sketch(index, sparse.values().shape()), table, 0));
                default -> new Proposal.Declined("no table over " + new SumEncoding().formName(weight.current()));
            };
        }
    };

    /** Half of the elements become zero; how many really do depends on the values where {@code guess} is set. */
    public static final Technique PRUNE = new FakeTechnique("PruneConfig") {
        @Override
        public List<Option> options() {
            return List.of(Option.of("guess", new OptionType.Flag(), false, "Whether the size is a guess."));
        }

        @Override
        public Proposal propose(Subject weight, Options options) {
            Tensor mask = Tensor.sketch(DataType.UINT1, weight.shape());
            Tensor values = Tensor.sketch(weight.current().type(), Shape.of(weight.shape().elements() / 2));
            return new Proposal.Form(
                    new Sparse(mask, values),
                    options.flag("guess") ? Proposal.Basis.UNKNOWN : Proposal.Basis.EXACT);
        }
    };

    /** A technique with a defect. */
    public static final Technique BROKEN = new FakeTechnique("BrokenConfig") {
        @Override
        public Proposal propose(Subject weight, Options options) {
            throw new IllegalStateException("no luck");
        }
    };

    private static Proposal exact(Representation form) {
        return new Proposal.Form(form, Proposal.Basis.EXACT);
    }

    /** Stores everything; the size is the sum of the tensors. */
    public static class SumEncoding implements Encoding {
        @Override
        public Optional<String> illegal(Representation form) {
            return Optional.empty();
        }

        @Override
        public long storedBytes(Representation form) {
            return switch (form) {
                case Dense dense -> dense.values().size();
                case Cast cast -> cast.values().size();
                case Sparse sparse -> sparse.mask().size() + sparse.values().size();
                case Affine affine -> storedBytes(affine.data()) + affine.scale().size()
                        + affine.offset().map(Tensor::size).orElse(0L);
                case Linear linear -> linear.codes().size() + linear.scale().size();
                case LookupTable table -> table.indices().size() + storedBytes(table.table());
                case SparseLookupTable table ->
                    table.mask().size() + table.indices().size() + storedBytes(table.table());
                case SparseAffine affine -> storedBytes(affine.data()) + affine.scale().size()
                        + affine.offset().map(Tensor::size).orElse(0L);
            };
        }

        @Override
        public String formName(Representation form) {
            return switch (form) {
                case Dense dense -> "dense";
                case Cast cast -> "cast";
                case Affine affine -> "blockwise_shift_scale";
                case Linear linear -> "linear";
                case LookupTable table -> "lut_to_dense";
                case Sparse sparse -> "sparse_to_dense";
                case SparseLookupTable table -> "lut_to_sparse+sparse_to_dense";
                case SparseAffine affine -> "sparse_blockwise_shift_scale+sparse_to_dense";
            };
        }
    }
}
