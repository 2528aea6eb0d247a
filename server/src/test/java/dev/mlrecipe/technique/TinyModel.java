package dev.mlrecipe.technique;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.mil.MilEncoding;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.CompressedWeights;
import dev.mlrecipe.engine.Engine;
import dev.mlrecipe.engine.EngineOptions;
import dev.mlrecipe.engine.Fakes;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** A model of some weights given as numbers, and what a recipe with the built-in techniques makes of it. */
public final class TinyModel {
    private static final RecipeParser PARSER = new RecipeParser(
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(),
            Availability.load());

    private final Opset opset;
    private final List<Weight> weights = new ArrayList<>();

    private TinyModel(Opset opset) {
        this.opset = opset;
    }

    public static TinyModel at(Opset opset) {
        return new TinyModel(opset);
    }

    /** Adds a float16 weight. */
    public TinyModel weight(String name, Shape shape, float... values) {
        return weight(name, new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT16, shape, values)));
    }

    /** Adds a weight: of a linear operation if it is a matrix, else of a convolution. */
    public TinyModel weight(String name, Representation stored) {
        String type = stored.shape().rank() == 2 ? "linear" : "conv";
        Consumer consumer = new Consumer("main", name, type, "weight", new ChannelAxes(0, 1));
        weights.add(new Weight(weights.size(), name, List.of(name + "_w"), "main", List.of(consumer), stored));
        return this;
    }

    /** What became of the weights. */
    public static final class Result {
        private final Map<String, Representation> forms = new TreeMap<>();
        private final Map<String, LayerResult> layers = new TreeMap<>();

        /** The weight's form, compressed or not. */
        public Representation form(String name) {
            return forms.get(name);
        }

        public LayerResult layer(String name) {
            return layers.get(name);
        }

        /** Why the weight, or a later step on it, was skipped; empty if nothing was. */
        public String reason(String name) {
            return layers.get(name).reason().orElse("");
        }

        /** The weight as a device expands it. */
        public float[] values(String name) throws IOException {
            float[] values = new float[Math.toIntExact(form(name).shape().elements())];
            Decoder.open(form(name)).read(values, 0, values.length);
            return values;
        }
    }

    /**
     * Runs a recipe.
     *
     * @param recipe YAML without a model; {@code weight_threshold} is its own affair
     * @param threads of the engine
     * @param scratch for temporary files
     */
    public Result run(String recipe, int threads, Path scratch) throws IOException {
        ParsedRecipe parsed = PARSER.parse(Text.of(recipe));
        if (!parsed.findings().isEmpty()) {
            throw new AssertionError(parsed.findings());
        }
        Result result = new Result();
        try (CoreMlModel model = Fakes.program(weights, opset)) {
            Plan plan = Planner.plan(parsed.recipe(), model.index(), new MilEncoding(opset), opset).plan();
            List<Throwable> failures = new ArrayList<>();
            EngineOptions options = new EngineOptions(threads, scratch, failures::add, Optional.empty());
            List<Engine.Job> jobs = List.of(Fakes.job(plan));
            try (Engine engine = Engine.run(jobs, model, options, Progress.NONE, new Cancellation())) {
                CompressedWeights done = engine.results().getFirst();
                for (Weight weight : weights) {
                    result.forms.put(weight.name(), done.forms().getOrDefault(weight.id(), weight.stored()));
                }
                done.layers().forEach(layer -> result.layers.put(layer.weight().name(), layer));
            }
            if (!failures.isEmpty()) {
                throw new AssertionError(failures.get(0));
            }
        }
        return result;
    }
}
