package dev.mlrecipe.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.LayerAccuracy;
import dev.mlrecipe.accuracy.OutputAccuracy;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.RunResults;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of runs that are kept as files. */
class KeptResultsTest {
    private static final String KEY = "0123456789abcdef".repeat(4);

    private static final Accuracy.Measured MEASURED = new Accuracy.Measured(
            "samples 1",
            40,
            List.of(
                    new OutputAccuracy(
                            "scores", 20.5, 21, 30, 0.98, 0.9, OptionalDouble.of(0.95),
                            Optional.of(new OutputAccuracy.Labelled(1, 0.875))),
                    new OutputAccuracy(
                            "map", Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1, 0, -1, OptionalDouble.empty(),
                            Optional.empty())),
            List.of(new LayerAccuracy("conv_1", "conv", 18.5)),
            List.of("warp (resample): cannot be run"));

    @TempDir
    private Path folder;

    @Test
    void accuracyComesBackAsItWas() {
        KeptResults kept = new KeptResults(folder);
        for (Accuracy accuracy : List.of(
                MEASURED, new Accuracy.NotMeasured("samples 1", "it cannot be run"), new Accuracy.Unknown())) {
            RunResults results = results(accuracy);
            kept.keep(results);
            assertEquals(Optional.of(results), kept.find(KEY));
        }
    }

    @Test
    void otherSamplesAreWorthARun() {
        assertTrue(results(MEASURED).knows("samples 1"));
        assertFalse(results(MEASURED).knows("samples 2"));
        assertTrue(results(MEASURED).knows(""));
        assertFalse(results(new Accuracy.NotMeasured("", "there is no executor")).knows("samples 1"));
        assertTrue(results(new Accuracy.NotMeasured("samples 1", "it cannot be run")).knows("samples 1"));
        assertFalse(results(new Accuracy.Unknown()).knows("samples 1"));
        assertTrue(results(new Accuracy.Unknown()).knows(""));
    }

    private static RunResults results(Accuracy accuracy) {
        return new RunResults(
                "fingerprint",
                new Measurements(KEY, Map.of()),
                accuracy,
                OptionalDouble.of(4),
                OptionalLong.of(1000),
                1.5,
                100);
    }
}
