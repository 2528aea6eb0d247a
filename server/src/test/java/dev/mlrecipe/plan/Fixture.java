package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Expectations;
import dev.mlrecipe.recipe.Part;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small models and recipes made of words, without files. */
public final class Fixture {
    private static final Span NOWHERE = Span.at(0);

    private Fixture() {}

    /** A model that is made weight by weight. */
    public static final class ModelBuilder {
        private final List<Weight> weights = new ArrayList<>();
        private final Opset opset;

        private ModelBuilder(Opset opset) {
            this.opset = opset;
        }

        /** A float16 weight; {@code users} are written {@code op:type}, with channel axes 0 and 1. */
        public ModelBuilder weight(String constName, Shape shape, String... users) {
            return weight(List.of(constName), dense(DataType.FLOAT16, shape), users);
        }

        /** A weight with any form, under several names; users as {@code op:type} or {@code op:type:out,in}. */
        public ModelBuilder weight(List<String> constNames, Representation stored, String... users) {
            List<Consumer> consumers = Arrays.stream(users).map(Fixture::consumer).toList();
            String name = consumers.isEmpty() ? constNames.get(0) : consumers.get(0).weightName();
            weights.add(new Weight(weights.size(), name, constNames, "main", consumers, stored));
            return this;
        }

        public ModelIndex build() {
            return new ModelIndex(
                    ModelKind.ML_PROGRAM, opset.specification(), Optional.of(opset), List.of("main"), weights);
        }
    }

    public static ModelBuilder model(Opset opset) {
        return new ModelBuilder(opset);
    }

    public static Representation dense(DataType type, Shape shape) {
        return new Dense(Tensor.sketch(type, shape));
    }

    private static Consumer consumer(String text) {
        String[] parts = text.split(":");
        ChannelAxes axes = new ChannelAxes(0, 1);
        if (parts.length > 2) {
            String[] pair = parts[2].split(",");
            axes = new ChannelAxes(Integer.parseInt(pair[0]), Integer.parseInt(pair[1]));
        }
        return new Consumer("main", parts[0], parts[1], "weight", axes);
    }

    /** A recipe of steps only. */
    public static Recipe recipe(Step... steps) {
        return new Recipe(
                Part.WHOLE,
                Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of(), List.of(), Optional.empty(),
                List.of(steps), Expectations.none());
    }

    public static Step step(int number, boolean joint, Rule... rules) {
        return new Step(number, joint, List.of(rules), NOWHERE);
    }

    /** A rule for an exact name. */
    public static Rule name(String name, Optional<Config> config) {
        return rule("op_name_configs." + name, new Selector.Name(name), config);
    }

    /** A rule for a pattern with {@code *} or {@code re:}. */
    public static Rule pattern(String text, Optional<Config> config) {
        String regex = text.startsWith("re:")
                ? text.substring(3)
                : Arrays.stream(text.split("\\*", -1))
                        .map(java.util.regex.Pattern::quote)
                        .collect(java.util.stream.Collectors.joining(".*"));
        return rule(
                "op_name_configs." + text,
                new Selector.Pattern(text, java.util.regex.Pattern.compile(regex).asMatchPredicate()),
                config);
    }

    public static Rule opType(String type, Optional<Config> config) {
        return rule("op_type_configs." + type, new Selector.OpType(type), config);
    }

    public static Rule global(Optional<Config> config) {
        return rule("global_config", new Selector.Global(), config);
    }

    private static Rule rule(String path, Selector selector, Optional<Config> config) {
        return new Rule(path, selector, config, NOWHERE, 1);
    }

    /** A configuration with the default threshold. */
    public static Optional<Config> config(Technique technique, Map<String, Object> options) {
        return config(technique, options, 2048);
    }

    public static Optional<Config> config(Technique technique, Map<String, Object> options, long threshold) {
        return Optional.of(new Config(
                technique, Options.of(technique.options(), options), threshold, Map.of(), NOWHERE));
    }
}
