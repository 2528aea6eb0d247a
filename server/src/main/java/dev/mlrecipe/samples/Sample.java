package dev.mlrecipe.samples;

import dev.mlrecipe.execute.Tensor;
import java.io.IOException;
import java.util.Map;

/** One sample: a tensor for every input of a model, read when it is asked for. */
interface Sample {

    /** @throws SamplesException if it cannot be used */
    Map<String, Tensor> read() throws IOException;

    /** What to call it in messages. */
    String name();
}
