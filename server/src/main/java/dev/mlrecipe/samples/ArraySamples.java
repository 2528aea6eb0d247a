package dev.mlrecipe.samples;

import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Samples in arrays of NumPy, one array for every input. */
final class ArraySamples {
    private ArraySamples() {}

    /**
     * The samples that some arrays hold.
     *
     * @param file what to call them
     * @param arrays by input; a single one without a name is that of a single input
     */
    static List<Sample> of(String file, Map<String, NpyArray> arrays, List<ModelInput> inputs) throws SamplesException {
        Map<String, NpyArray> named = named(arrays, inputs);
        Map<String, ModelInput.Layout> layouts = new LinkedHashMap<>();
        long count = -1;
        for (ModelInput input : inputs) {
            NpyArray array = named.get(input.name());
            if (array == null) {
                throw new SamplesException(file + ": no array for input " + input.name() + " of " + input.words()
                        + ", found " + new TreeMap<>(arrays).keySet());
            }
            if (input.integers() && array.isFloat()) {
                throw new SamplesException(
                        file + ": input " + input.name() + " takes integers, found " + array.type());
            }
            Optional<ModelInput.Layout> layout = input.layout(array.dims());
            if (layout.isEmpty()) {
                throw new SamplesException(file + ": input " + input.name() + " takes " + input.words() + ", found "
                        + array.type() + " " + Shape.of(array.dims()) + "; several samples lie one after the other");
            }
            if (count >= 0 && count != layout.get().count()) {
                throw new SamplesException(file + ": " + count + " samples of one input and " + layout.get().count()
                        + " of " + input.name());
            }
            count = layout.get().count();
            layouts.put(input.name(), layout.get());
        }
        List<Sample> samples = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            samples.add(new Slice(file, i, count, named, layouts, inputs));
        }
        return samples;
    }

    private static Map<String, NpyArray> named(Map<String, NpyArray> arrays, List<ModelInput> inputs) {
        boolean single = arrays.size() == 1 && inputs.size() == 1;
        return single ? Map.of(inputs.get(0).name(), arrays.values().iterator().next()) : arrays;
    }

    private record Slice(
            String file,
            long index,
            long count,
            Map<String, NpyArray> arrays,
            Map<String, ModelInput.Layout> layouts,
            List<ModelInput> inputs)
            implements Sample {

        @Override
        public Map<String, Tensor> read() throws IOException {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (ModelInput input : inputs) {
                Shape shape = layouts.get(input.name()).shape();
                tensors.put(
                        input.name(),
                        arrays.get(input.name()).tensor(index * shape.elements(), shape, input.integers()));
            }
            return tensors;
        }

        @Override
        public String name() {
            return count == 1 ? file : file + ", sample " + index;
        }
    }
}
