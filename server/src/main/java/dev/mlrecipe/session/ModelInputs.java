package dev.mlrecipe.session;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpenInput;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.samples.ModelInput;
import dev.mlrecipe.samples.SamplesException;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What samples for a model must fit. */
final class ModelInputs {
    private ModelInputs() {}

    /**
     * The inputs of a function; states, which start as zeros, are none.
     *
     * @throws SamplesException if it has none
     */
    static List<ModelInput> of(CoreMlModel model, FunctionFacts function) throws IOException {
        Set<String> open = function.open().stream().map(OpenInput::name).collect(Collectors.toSet());
        Map<String, String> images = model.images();
        List<ModelInput> inputs = function.inputs().stream()
                .filter(value -> DataType.ofWord(value.dtype()).isPresent())
                .map(value -> new ModelInput(
                        value.name(),
                        open.contains(value.name())
                                ? Collections.nCopies(value.shape().size(), ValueFacts.UNKNOWN)
                                : value.shape(),
                        !DataType.ofWord(value.dtype()).orElseThrow().isFloat(),
                        Optional.ofNullable(images.get(value.name()))))
                .toList();
        if (inputs.isEmpty()) {
            throw new SamplesException("the model has no inputs that data could be for");
        }
        return inputs;
    }
}
