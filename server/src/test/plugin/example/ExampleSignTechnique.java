package example;

import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Violation;
import dev.mlrecipe.technique.Workbench;
import java.io.IOException;
import java.util.List;

/** One bit per weight: its sign, and one magnitude for the whole tensor. */
public final class ExampleSignTechnique implements Technique {
    private static final int CHUNK = 1 << 14;

    @Override
    public String configType() {
        return "ExampleSignConfig";
    }

    @Override
    public String summary() {
        return "Stores the sign of every weight and their mean magnitude.";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Option> options() {
        return List.of(Option.of("gain", new OptionType.Real(0.1, 10), 1.0, "Factor on the mean magnitude."));
    }

    @Override
    public List<Violation> check(Options options) {
        return List.of();
    }

    @Override
    public List<Need> needs(Options options) {
        return List.of();
    }

    @Override
    public Proposal propose(Subject weight, Options options) {
        if (!(weight.current() instanceof Dense) || !weight.current().type().isFloat()) {
            return new Proposal.Declined("signs are taken of dense weights only");
        }
        Tensor indices = Tensor.sketch(DataType.UINT1, weight.shape());
        Tensor table = Tensor.sketch(weight.current().type(), tableShape(weight));
        return new Proposal.Form(new LookupTable(indices, new Dense(table), 0), Proposal.Basis.EXACT);
    }

    private static Shape tableShape(Subject weight) {
        return Shape.ones(weight.shape().rank()).append(2, 1);
    }

    @Override
    public Outcome compress(Subject weight, Options options, Workbench bench) throws IOException {
        Tensor values = ((Dense) weight.current()).values();
        TensorReader reader = new TensorReader(values);
        float[] chunk = new float[CHUNK];
        byte[] signs = new byte[CHUNK];
        double sum = 0;
        try (TensorWriter indices = bench.tensor(DataType.UINT1, weight.shape());
                TensorWriter table = bench.tensor(values.type(), tableShape(weight))) {
            for (long at = 0; at < values.elements(); at += CHUNK) {
                bench.checkCancelled();
                int n = (int) Math.min(CHUNK, values.elements() - at);
                reader.readFloats(at, chunk, 0, n);
                for (int i = 0; i < n; i++) {
                    sum += Math.abs(chunk[i]);
                    signs[i] = (byte) (chunk[i] < 0 ? 0 : 1);
                }
                indices.writeCodes(signs, 0, n);
            }
            float magnitude = (float) (options.real("gain") * sum / values.elements());
            table.writeFloats(new float[] {-magnitude, magnitude}, 0, 2);
            return new Outcome.Compressed(new LookupTable(indices.finish(), new Dense(table.finish()), 0));
        }
    }
}
