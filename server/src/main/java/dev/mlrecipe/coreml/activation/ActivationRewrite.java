package dev.mlrecipe.coreml.activation;

import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Quantizes activations: {@code quantize} and {@code dequantize} in front of the chosen operations and behind them, as
 * coremltools 9.0 leaves them after its whole pipeline, for float16 and for float32 programs.
 *
 * <p>It differs where coremltools goes wrong: results of the function keep their values; a {@code reshape} works on
 * codes only if they have the same scale on both sides; pairs are taken for inverse only if their codes have the same
 * type; scales do not overflow.
 */
public final class ActivationRewrite {
    private ActivationRewrite() {}

    /**
     * A rewritten function.
     *
     * @param function what it has become
     * @param missing operations that stay as they are or whose result does, with the value whose range is unknown
     */
    public record Rewritten(Function function, Map<String, String> missing) {
        public Rewritten {
            missing = Map.copyOf(missing);
        }
    }

    /**
     * Quantizes a function of an opset from CoreML7 on.
     *
     * @param activations what to quantize
     */
    public static Rewritten rewrite(Function function, Activations activations) throws IOException {
        Map<String, Range> ranges = activations.ranges();
        Map<String, String> missing = new LinkedHashMap<>();
        Map<String, Scheme> possible = new LinkedHashMap<>(activations.chosen());
        for (ActivationSite site : ActivationCuts.sites(function)) {
            Optional<String> unknown = site.values().stream()
                    .filter(value -> !ranges.containsKey(value))
                    .findFirst();
            if (unknown.isPresent() && possible.remove(site.op()) != null) {
                missing.put(site.op(), unknown.get());
            }
        }
        ActivationCuts cuts = new ActivationCuts(function, possible);
        for (String value : cuts.withoutRange(ranges)) {
            missing.putIfAbsent(cuts.makerOf(value), value);
        }
        Block block = function.getBlockSpecializationsOrThrow(function.getOpset());
        QuantizedBlock quantized = new QuantizedBlock(function, cuts, cuts.united(ranges));
        Block rewritten = block.toBuilder()
                .clearOperations()
                .addAllOperations(quantized.operations())
                .build();
        return new Rewritten(
                function.toBuilder()
                        .putBlockSpecializations(function.getOpset(), rewritten)
                        .build(),
                missing);
    }
}
