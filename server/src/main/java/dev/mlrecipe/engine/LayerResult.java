package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.technique.Proposal;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of one weight, or would become of it.
 *
 * @param weight the weight
 * @param status what happened
 * @param reason why it was skipped or left, or why a later step was; empty otherwise
 * @param rule the rule that decided; empty if none names it
 * @param form name of the stored form
 * @param bits bits per element of the main stored tensor
 * @param originalBytes bytes in the input
 * @param storedBytes bytes in the output: data, tables, scales, offsets, masks
 * @param basis how exact {@code storedBytes} is (always exact after a run)
 * @param mse mean squared error against the input model's values, as a device expands them; empty before a run
 * @param snrDb 10 log10(signal power / noise power); infinite without error; empty before a run
 * @param sparsity share of elements that are exactly zero; empty before a run
 */
public record LayerResult(
        Weight weight,
        Status status,
        Optional<String> reason,
        Optional<Rule> rule,
        String form,
        int bits,
        long originalBytes,
        long storedBytes,
        Proposal.Basis basis,
        OptionalDouble mse,
        OptionalDouble snrDb,
        OptionalDouble sparsity) {

    /** What happened to a weight. */
    public enum Status {
        /** Stored in a smaller form. */
        COMPRESSED,
        /** Asked for and declined. */
        SKIPPED,
        /** Not asked for. */
        LEFT;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Input bytes / output bytes. */
    public double ratio() {
        return storedBytes == 0 ? 1 : (double) originalBytes / storedBytes;
    }

    /** Bytes of the weight as dense float16. */
    public long float16Bytes() {
        return weight.stored().shape().elements() * 2;
    }

    /** Dense float16 bytes / output bytes: what published tables and {@code min_ratio} mean. */
    public double float16Ratio() {
        return storedBytes == 0 ? 1 : (double) float16Bytes() / storedBytes;
    }

    /** The same layer after a run that gave {@code measured}. */
    LayerResult measured(Measurements.Measurement measured) {
        return new LayerResult(
                weight,
                measured.status(),
                measured.reason(),
                rule,
                measured.form(),
                measured.bits(),
                originalBytes,
                measured.storedBytes(),
                Proposal.Basis.EXACT,
                measured.mse(),
                measured.snrDb(),
                measured.sparsity());
    }

    /** The same layer after a run that left it as it is. */
    LayerResult untouched() {
        return new LayerResult(
                weight,
                status,
                reason,
                rule,
                form,
                bits,
                originalBytes,
                storedBytes,
                Proposal.Basis.EXACT,
                OptionalDouble.of(0),
                OptionalDouble.of(Double.POSITIVE_INFINITY),
                OptionalDouble.empty());
    }
}
