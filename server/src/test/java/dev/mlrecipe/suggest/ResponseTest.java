package dev.mlrecipe.suggest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.suggest.Response.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseTest {
    private static final Response BENT =
            new Response(List.of(new Point(0.1, 0.4), new Point(0.01, 0.01)));

    @Test
    void measuredPointsAreKept() {
        assertEquals(0.01, BENT.at(0.01), 1e-15);
        assertEquals(0.4, BENT.at(0.1), 1e-15);
    }

    /** Half way between 0.01 and 0.1, as logarithms, lies the geometric mean of the errors. */
    @Test
    void betweenThemLogarithmsAreOnALine() {
        assertEquals(Math.sqrt(0.01 * 0.4), BENT.at(Math.sqrt(0.01 * 0.1)), 1e-12);
    }

    @Test
    void smallNoiseCountsInProportionAndSoDoesLargeNoise() {
        assertEquals(0.001, BENT.at(0.001), 1e-15);
        assertEquals(0, BENT.at(0));
        assertEquals(0.8, BENT.at(0.2), 1e-15);
    }

    @Test
    void whatMakesNoDifferenceCostsNothing() {
        Response gone = new Response(List.of(new Point(0.1, 0), new Point(0.01, 0)));
        assertEquals(0, gone.at(0.05));
        assertEquals(0, gone.at(5));
        Response late = new Response(List.of(new Point(0.1, 0.2), new Point(0.01, 0)));
        assertEquals(0.1, late.at(0.05), 1e-15);
    }
}
