package dev.mlrecipe.calibrate;

import dev.mlrecipe.coreml.activation.RangeMethod;
import dev.mlrecipe.coreml.activation.Scheme;

/**
 * The range that is wanted of a value.
 *
 * @param scheme how the value is quantized
 * @param method which of its numbers the range spans
 */
public record Wanted(Scheme scheme, RangeMethod method) {}
