package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.mil.MilEncoding;
import dev.mlrecipe.coreml.raise.Indices;
import dev.mlrecipe.coreml.raise.Raising;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.testing.FakeTechnique;
import dev.mlrecipe.text.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Small stand-ins for models and techniques, to look at the engine alone. */
public final class Fakes {
    private Fakes() {}

    /** What a fake technique does with a weight. */
    @FunctionalInterface
    public interface Work {
        Outcome compress(Subject weight, Workbench bench) throws IOException;
    }

    /** A dense float16 weight of the given rows; each row is an output channel. */
    public static Weight weight(int id, String op, float[]... rows) {
        int columns = rows[0].length;
        float[] all = new float[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * columns, columns);
        }
        return weight(id, op, new Dense(MemoryTensorWriter.ofFloats(
                DataType.FLOAT16, Shape.of(rows.length, columns), all)));
    }

    /** A weight of one linear operation. */
    public static Weight weight(int id, String op, Representation stored) {
        Consumer consumer = new Consumer("main", op, "linear", "weight", new ChannelAxes(0, 1));
        return new Weight(id, op + ".weight", List.of(op + "_w"), "main", List.of(consumer), stored);
    }

    /** A plan that does this, in order, with every weight. */
    public static Plan plan(List<Weight> weights, Work... steps) {
        Technique[] techniques = new Technique[steps.length];
        Arrays.setAll(techniques, i -> technique("Fake" + i, steps[i]));
        return plan(weights, techniques);
    }

    /** A plan that applies these techniques, in order, to every weight. */
    public static Plan plan(List<Weight> weights, Technique... steps) {
        List<Decision.Action> actions = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            Rule rule = rule("steps[" + i + "].global_config", steps[i]);
            actions.add(new Decision.Action(rule, rule.config().orElseThrow(), true, false));
        }
        return new Plan(
                Opset.COREML8,
                weights.stream()
                        .map(weight -> new PlannedWeight(
                                weight,
                                new Decision.Compress(
                                        actions, weight.stored(), Proposal.Basis.EXACT, Optional.empty())))
                        .toList());
    }

    /** A job without anybody who listens. */
    public static Engine.Job job(Plan plan) {
        return new Engine.Job(plan, (weight, result) -> {});
    }

    /** A global rule of one technique. */
    public static Rule rule(String path, Technique technique) {
        Config config = new Config(technique, Options.of(List.of(), Map.of()), 0, Map.of(), new Span(0, 0));
        return new Rule(path, new Selector.Global(), Optional.of(config), new Span(0, 0), 1);
    }

    /** A technique without options. */
    public static Technique technique(String configType, Work work) {
        return new FakeTechnique(configType) {
            @Override
            public Outcome compress(Subject weight, Options options, Workbench bench) throws IOException {
                return work.compress(weight, bench);
            }
        };
    }

    /** Halves every value of a dense weight. */
    public static Outcome halve(Subject weight, Workbench bench) throws IOException {
        Dense dense = (Dense) weight.current();
        TensorReader reader = new TensorReader(dense.values());
        float[] values = new float[Math.toIntExact(dense.values().elements())];
        reader.readFloats(0, values, 0, values.length);
        for (int i = 0; i < values.length; i++) {
            bench.checkCancelled();
            values[i] /= 2;
        }
        try (TensorWriter writer = bench.tensor(dense.type(), dense.shape())) {
            writer.writeFloats(values, 0, values.length);
            return new Outcome.Compressed(new Dense(writer.finish()));
        }
    }

    /** A model of these weights that can only be read. */
    public static CoreMlModel model(List<Weight> weights) {
        return new FakeModel(weights, Opset.COREML8, new DenseOnly());
    }

    /** The same, with the forms that ML programs of an opset can store. */
    public static CoreMlModel program(List<Weight> weights, Opset opset) {
        return new FakeModel(weights, opset, new MilEncoding(opset));
    }

    private record FakeModel(List<Weight> weights, Opset opset, Encoding stores) implements CoreMlModel {
        @Override
        public Path path() {
            return Path.of("Fake.mlpackage");
        }

        @Override
        public ModelIndex index() {
            return new ModelIndex(
                    ModelKind.ML_PROGRAM, opset.specification(), Optional.of(opset), List.of("main"), weights);
        }

        @Override
        public List<dev.mlrecipe.coreml.graph.FunctionFacts> functions() {
            return List.of();
        }

        @Override
        public Map<String, String> metadata() {
            return Map.of();
        }

        @Override
        public String fingerprint() {
            return "0";
        }

        @Override
        public Raising raising(Indices indices) {
            return Raising.impossible("it is no real model");
        }

        @Override
        public Encoding encoding(Opset output) {
            return stores;
        }

        @Override
        public void write(Path target, Edit edit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    /** An encoding that knows nothing but dense weights. */
    private static final class DenseOnly implements Encoding {
        @Override
        public Optional<String> illegal(Representation form) {
            return form instanceof Dense ? Optional.empty() : Optional.of("only dense weights can be stored");
        }

        @Override
        public long storedBytes(Representation form) {
            return form instanceof Dense dense ? dense.values().size() : 0;
        }

        @Override
        public String formName(Representation form) {
            return "dense";
        }
    }

    /** A measured report of these results. */
    public static Report report(List<LayerResult> layers) {
        return new Report(
                Opset.COREML8,
                layers,
                Reports.totals(layers, OptionalDouble.of(2), OptionalLong.of(1234), 0.25, 1 << 20));
    }
}
