package dev.mlrecipe.session;

import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.raise.Indices;
import dev.mlrecipe.coreml.raise.Raising;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.engine.Reports;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.Planner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What planning and looking need of a model. Holds no open file and no parsed program, so it may be kept as long as the
 * model stays as it is. Weights can be named and measured with it, not read.
 *
 * @param state its weights, and how it stores compressed ones
 * @param own how it stores its weights as it is
 * @param functions its operations
 */
public record ModelFacts(ModelState.Read state, Encoding own, List<FunctionFacts> functions) {
    public ModelFacts {
        functions = List.copyOf(functions);
    }

    /**
     * The facts of an open model, without its operations and what raising it takes: those take time, and most runs do not
     * need them.
     */
    static ModelFacts of(CoreMlModel model) {
        Opset compressed = Planner.compressedOpset(model.index());
        ModelState.Read state = new ModelState.Read(model.index(), model.encoding(compressed));
        return new ModelFacts(state, model.encoding(model.index().opset().orElse(compressed)), List.of());
    }

    /** The same with these operations. */
    ModelFacts with(List<FunctionFacts> operations) {
        ModelState.Read more = new ModelState.Read(state.index(), state.encoding(), operations, state.raising());
        return new ModelFacts(more, own, operations);
    }

    /** The same with what it takes to raise the model. */
    ModelFacts with(Raising raising) {
        ModelState.Read more =
                new ModelState.Read(state.index(), state.encoding(), state.functions(), Optional.of(raising));
        return new ModelFacts(more, own, functions);
    }

    /**
     * Opens a model, looks, and closes it.
     *
     * @throws IOException if it cannot be read; {@link #problem} puts it in words
     */
    public static ModelFacts read(Path path) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(path)) {
            return of(model).with(model.functions()).with(model.raising(Indices.GUARD));
        }
    }

    /** {@link CoreMlModel#fingerprint()} of what lies at a path now; empty if it cannot be read. */
    public static Optional<String> fingerprint(Path path) {
        try (CoreMlModel model = CoreMlModels.open(path)) {
            return Optional.of(model.fingerprint());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** What to say of a model that cannot be read. */
    public static String problem(Path path, IOException unreadable) {
        return unreadable instanceof ModelException
                ? unreadable.getMessage()
                : path + ": " + FileProblems.describe(unreadable);
    }

    /** What would become of every weight. */
    public Report planned(Plan plan) {
        return Reports.planned(own, own.at(plan.opset()), plan);
    }
}
