package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.onnx.AttributeProto;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Recurrent layers. A reverse layer reads the sequence backwards and tells its states in the order in which it computes
 * them; of a bidirectional one, both directions lie at the time they belong to.
 */
final class Recurrent {
    private static final String BACK = "_back";

    private Recurrent() {}

    static void addTo(Rules rules) {
        rules.addMany("lstm", Recurrent::lstm).addMany("gru", Recurrent::gru).addMany("rnn", Recurrent::rnn);
    }

    private static List<String> lstm(Site s) throws IOException, Refused {
        if (s.has("clip")) {
            throw new Refused("it clips its cells");
        }
        boolean both = s.text("direction", "forward").equals("bidirectional");
        List<String> suffixes = both ? List.of("", BACK) : List.of("");
        int[] order = {0, 2, 1, 3}; // input, forget, output, cell → input, output, forget, cell
        List<String> inputs = new ArrayList<>(List.of(
                sequence(s),
                perDirection(s, "weight_ih", suffixes, 4, order),
                perDirection(s, "weight_hh", suffixes, 4, order),
                biases(s, suffixes, 4, order, "bias", ""),
                "",
                state(s, "initial_h", suffixes.size()),
                state(s, "initial_c", suffixes.size())));
        if (s.has("peephole")) {
            inputs.add(perDirection(s, "peephole", suffixes, 3, new int[] {0, 2, 1}));
        }
        String gates = activation(s.text("recurrent_activation", "sigmoid"));
        String cell = activation(s.text("cell_activation", "tanh"));
        String output = activation(s.text("activation", "tanh"));
        List<String> names = List.of(gates, cell, output);
        List<String> results = run(s, "LSTM", inputs, 3, suffixes.size(), names);
        return List.of(results.get(0), results.get(1), merged(s, results.get(2), suffixes.size()));
    }

    private static List<String> gru(Site s) throws IOException, Refused {
        int[] order = {2, 0, 1}; // reset, output, update → update, reset, output
        List<String> one = List.of("");
        List<String> inputs = List.of(
                sequence(s),
                perDirection(s, "weight_ih", one, 3, order),
                perDirection(s, "weight_hh", one, 3, order),
                biases(s, one, 3, order, "input_bias", "bias"),
                "",
                state(s, "initial_h", 1));
        List<String> names = List.of(
                activation(s.text("recurrent_activation", "sigmoid")), activation(s.text("activation", "tanh")));
        return run(
                s, "GRU", inputs, 2, 1, names, Attribute.of("linear_before_reset", s.flag("reset_after", false)));
    }

    private static List<String> rnn(Site s) throws IOException, Refused {
        int[] order = {0};
        List<String> one = List.of("");
        List<String> inputs = List.of(
                sequence(s),
                perDirection(s, "weight_ih", one, 1, order),
                perDirection(s, "weight_hh", one, 1, order),
                biases(s, one, 1, order, "bias", ""),
                "",
                state(s, "initial_h", 1));
        return run(s, "RNN", inputs, 2, 1, List.of(activation(s.text("activation", "tanh"))));
    }

    /** The states of every step or the last one as [steps, batch, width], and the last ones as [batch, width]. */
    private static List<String> run(
            Site s,
            String onnx,
            List<String> inputs,
            int outputs,
            int directions,
            List<String> activations,
            AttributeProto... more)
            throws IOException, Refused {
        List<AttributeProto> attributes = new ArrayList<>(List.of(more));
        attributes.add(Attribute.of("hidden_size", s.operand("weight_hh").knownDim(1)));
        attributes.add(Attribute.of("direction", directions == 2 ? "bidirectional" : "forward"));
        List<String> all = new ArrayList<>(activations);
        if (directions == 2) {
            all.addAll(activations);
        }
        attributes.add(Attribute.of("activations", all));
        List<String> results =
                s.graph().nodes(onnx, outputs, inputs, attributes.toArray(AttributeProto[]::new));
        String last = merged(s, results.get(1), directions);
        String steps;
        if (s.flag("output_sequence", false)) {
            // [steps, directions, batch, width]
            String ordered = Shaping.transposed(s, results.get(0), 0, 2, 1, 3);
            steps = Shaping.reshaped(s, ordered, 0, 0, -1);
        } else {
            steps = s.node("Unsqueeze", List.of(last, s.graph().longs(0)));
        }
        List<String> told = new ArrayList<>(List.of(steps, last));
        told.addAll(results.subList(2, results.size()));
        return told;
    }

    private static String sequence(Site s) throws IOException, Refused {
        return s.text("direction", "forward").equals("reverse")
                ? Slices.reversed(s, s.in("x"), 0)
                : s.in("x");
    }

    /** [directions, batch, width] → [batch, directions * width]. */
    private static String merged(Site s, String states, int directions) {
        return directions == 1
                ? s.node("Squeeze", List.of(states, s.graph().longs(0)))
                : Shaping.reshaped(s, Shaping.transposed(s, states, 1, 0, 2), 0, -1);
    }

    /** [batch, directions * width] → [directions, batch, width]. */
    private static String state(Site s, String parameter, int directions) throws IOException, Refused {
        if (directions == 1) {
            return s.node("Unsqueeze", List.of(s.in(parameter), s.graph().longs(0)));
        }
        return Shaping.transposed(s, Shaping.reshaped(s, s.in(parameter), 0, 2, -1), 1, 0, 2);
    }

    /** A parameter with its gates in another order, one slice for every direction. */
    private static String perDirection(Site s, String parameter, List<String> suffixes, int gates, int[] order)
            throws IOException, Refused {
        List<String> slices = new ArrayList<>();
        for (String suffix : suffixes) {
            slices.add(s.node(
                    "Unsqueeze",
                    List.of(ordered(s, s.in(parameter + suffix), gates, order), s.graph().longs(0))));
        }
        return slices.size() == 1 ? slices.get(0) : s.node("Concat", slices, Attribute.of("axis", 0));
    }

    private static String ordered(Site s, String value, int gates, int[] order) {
        if (gates == 1) {
            return value;
        }
        List<String> parts = s.graph()
                .nodes("Split", gates, List.of(value), Attribute.of("axis", 0), Attribute.of("num_outputs", gates));
        List<String> sorted = Arrays.stream(order).mapToObj(parts::get).toList();
        return s.node("Concat", sorted, Attribute.of("axis", 0));
    }

    /** Biases of inputs and of states, behind each other; zeros where there are none. */
    private static String biases(
            Site s, List<String> suffixes, int gates, int[] order, String ofInput, String ofState)
            throws IOException, Refused {
        int width = Math.toIntExact(gates * s.operand("weight_hh").knownDim(1));
        List<String> directions = new ArrayList<>();
        for (String suffix : suffixes) {
            List<String> halves = new ArrayList<>();
            for (String parameter : List.of(ofInput, ofState)) {
                halves.add(
                        s.has(parameter + suffix) && !parameter.isEmpty()
                                ? ordered(s, s.in(parameter + suffix), gates, order)
                                : s.graph().constant(new long[] {width}, new float[width]));
            }
            String bias = s.node("Concat", halves, Attribute.of("axis", 0));
            directions.add(s.node("Unsqueeze", List.of(bias, s.graph().longs(0))));
        }
        return directions.size() == 1 ? directions.get(0) : s.node("Concat", directions, Attribute.of("axis", 0));
    }

    private static String activation(String name) throws Refused {
        return switch (name) {
            case "sigmoid" -> "Sigmoid";
            case "tanh" -> "Tanh";
            case "relu" -> "Relu";
            case "hard_sigmoid", "sigmoid_hard" -> "HardSigmoid";
            case "linear" -> "Affine";
            default -> throw new Refused("its activation is " + name);
        };
    }
}
