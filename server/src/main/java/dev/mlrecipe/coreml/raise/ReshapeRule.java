package dev.mlrecipe.coreml.raise;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** A 0 in the shape copies a dimension counted from the left until CoreML6, from the right since; equal ranks agree. */
final class ReshapeRule implements Rule {
    @Override
    public void apply(Site site) throws Refused, IOException {
        Optional<double[]> shape = site.numbers("shape");
        if (shape.isPresent()
                && Arrays.stream(shape.get()).anyMatch(dim -> dim == 0)
                && site.dims("x").length != shape.get().length) {
            throw new Refused("a 0 in its shape means another dimension in " + site.opset().word()
                    + ", since the shape has not the rank of x");
        }
    }
}
