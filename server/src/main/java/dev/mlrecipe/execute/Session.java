package dev.mlrecipe.execute;

import dev.mlrecipe.coreml.form.Representation;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A model that is ready to run, with memory and temporary files that {@link #close()} frees. Safe for concurrent use. */
public interface Session extends Closeable {

    /** Inputs of the function, in its order. States are no inputs: they are zero when a run starts. */
    List<Input> inputs();

    /** The function's outputs that can be computed, in its order. */
    List<String> outputs();

    /** The observed values that can be computed, in the order of {@link ExecuteOptions#observe()}. */
    List<String> observed();

    /** Operations that cannot be run, in program order. What depends on them is missing from outputs and observed. */
    List<Unsupported> unsupported();

    /**
     * Computes outputs and observed values, by name, outputs first; see {@link #run(Map, Set)}.
     *
     * @param inputs a tensor for every input
     * @throws IllegalArgumentException if an input is missing or does not fit
     * @throws IOException if the computation fails or is stopped
     */
    default Map<String, Tensor> run(Map<String, Tensor> inputs) throws IOException {
        return run(inputs, Stream.concat(outputs().stream(), observed().stream()).collect(Collectors.toSet()));
    }

    /**
     * Computes some of the outputs and observed values, and of the model only what these need; others take no memory. A
     * value is the same to the bit whatever is computed beside it.
     *
     * @param inputs a tensor for every input; integers are taken for inputs of floats as well
     * @param wanted names among {@link #outputs} and {@link #observed}
     * @return the values by name, outputs first
     * @throws IllegalArgumentException if an input is missing, has another shape or holds floats where integers are
     *     expected, or a wanted name is neither; the message names it
     * @throws IOException if the computation fails, for example for want of memory or because an index lies outside, or
     *     is stopped
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> wanted) throws IOException;

    /** Constants whose numbers can be replaced, by their names in the program; see {@link #with}. */
    Set<String> constants();

    /**
     * The same model with other numbers in some of its constants. It computes what a model would that holds them, shares
     * everything else with this session, and is to be closed before it.
     *
     * @param numbers by names among {@link #constants}, each of the constant's shape; not needed any more afterwards
     * @throws IllegalArgumentException if a name is not among them
     * @throws IOException if the numbers cannot be read or stored
     */
    Session with(Map<String, Representation> numbers) throws IOException;

    /** How many sets of wanted values are kept ready; to ask for more of them in turn takes time to load them. */
    int keptReady();

    /** Lets runs that are under way end soon, in an exception, and later ones at once. A model may loop forever. */
    void stop();
}
