package dev.mlrecipe.editor;

import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Measurements.Measurement;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.report.Sizes;
import dev.mlrecipe.technique.Proposal;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What becomes of one weight that the recipe compresses: as measured, if a run did to it what the recipe asks for now,
 * else as planned.
 *
 * @param decision what the recipe does to it
 * @param planned its size as far as shapes tell
 * @param measured what a run gave
 * @param forecast what is predicted for its operation; empty where the recipe is not about devices
 */
record LayerOutlook(
        Decision.Compress decision,
        LayerResult planned,
        Optional<Measurement> measured,
        Optional<LayerForecast> forecast) {

    Weight weight() {
        return planned.weight();
    }

    long originalBytes() {
        return planned.originalBytes();
    }

    long storedBytes() {
        return measured.map(Measurement::storedBytes).orElse(planned.storedBytes());
    }

    /** How exact {@link #storedBytes} is. */
    Proposal.Basis basis() {
        return measured.isPresent() ? Proposal.Basis.EXACT : planned.basis();
    }

    /** Why a run left it as it was. */
    Optional<String> refusal() {
        return measured.filter(m -> m.status() != LayerResult.Status.COMPRESSED)
                .map(m -> m.reason().orElse("it could not be compressed"));
    }

    OptionalDouble snrDb() {
        return measured.map(Measurement::snrDb).orElse(OptionalDouble.empty());
    }

    /** For example {@code 4-bit table}. */
    String form() {
        return FormWords.of(decision.form(), measured.map(Measurement::bits).orElse(planned.bits()));
    }

    /** Name and shape, for example {@code layer4_2_conv3 [2048,512,1,1]}. */
    String label() {
        return Names.label(weight());
    }

    /** Form, ratio, sizes and error: {@code 4-bit table, 3.99x (2.10 MB → 0.53 MB), SNR 17.1 dB}. */
    String facts() {
        if (refusal().isPresent()) {
            return "stays as it is: " + Names.line(refusal().get());
        }
        String facts = form() + ", " + Amounts.change(originalBytes(), storedBytes(), basis());
        return snrDb().isPresent() ? facts + ", " + snr(snrDb().getAsDouble()) : facts;
    }

    static String snr(double decibels) {
        return Double.isInfinite(decibels) && decibels > 0 ? "no error" : "SNR " + Sizes.decibels(decibels) + " dB";
    }
}
