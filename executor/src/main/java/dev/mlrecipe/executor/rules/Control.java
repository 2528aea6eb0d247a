package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.graph.OnnxGraph;
import dev.mlrecipe.executor.translate.Operand;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Branches, loops and states. */
final class Control {
    private Control() {}

    static void addTo(Rules rules) {
        rules.addMany("cond", Control::cond)
                .addMany("while_loop", Control::whileLoop)
                .add("read_state", s -> s.state(s.stateName("input")).in(s.graph()))
                .addMany("write_state", Control::writeState);
    }

    private static List<String> cond(Site s) throws IOException, Refused {
        OnnxGraph whenTrue = branch(s, 0);
        OnnxGraph whenFalse = branch(s, 1);
        return s.graph()
                .nodes(
                        "If",
                        s.outputs(),
                        List.of(s.in("pred")),
                        Attribute.of("then_branch", whenTrue.toGraph()),
                        Attribute.of("else_branch", whenFalse.toGraph()));
    }

    private static OnnxGraph branch(Site s, int block) throws IOException, Refused {
        OnnxGraph graph = s.graph().nested();
        tell(graph, s.translateBlock(block, graph, List.of()));
        return graph;
    }

    /** Declares values to be outputs of a nested graph. */
    private static void tell(OnnxGraph graph, List<Operand> values) throws IOException, Refused {
        for (Operand value : values) {
            graph.output(graph.node("Identity", List.of(value.in(graph))), value.kind());
        }
    }

    /**
     * The first block says whether to go on, the second one computes the variables anew. ONNX asks at the end of a
     * step, so the condition is computed once before the loop and once in every step, from the new variables.
     */
    private static List<String> whileLoop(Site s) throws IOException, Refused {
        List<Operand> variables = s.all("loop_vars");
        List<String> inputs = new ArrayList<>(List.of(""));
        inputs.add(s.translateBlock(0, s.graph(), variables).get(0).in(s.graph()));
        inputs.addAll(s.allIn("loop_vars"));

        OnnxGraph body = s.graph().nested();
        body.input(body.fresh("step"), Kind.LONG, new long[0]);
        body.input(body.fresh("going"), Kind.BOOL, new long[0]);
        List<Operand> seen = s.blockInputs(1, body);
        List<Operand> changed = s.translateBlock(1, body, seen);
        List<Operand> told = new ArrayList<>(s.translateBlock(0, body, changed));
        told.addAll(changed);
        tell(body, told);
        return s.graph().nodes("Loop", s.outputs(), inputs, Attribute.of("body", body.toGraph()));
    }

    /** From here on the state holds another value. */
    private static List<String> writeState(Site s) throws Refused {
        s.setState(s.stateName("input"), s.operand("data"));
        return List.of();
    }
}
