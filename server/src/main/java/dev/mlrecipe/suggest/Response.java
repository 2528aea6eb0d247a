package dev.mlrecipe.suggest;

import java.util.Comparator;
import java.util.List;

/**
 * How the error of a model's outputs follows the noise of one weight: measured at some noises. Between them it is a
 * straight line of logarithms; below the least it is proportional to the noise, as small errors are, and so it is beyond
 * the greatest.
 *
 * @param measured in any order, at least one, without two of the same noise
 */
public record Response(List<Point> measured) {

    /**
     * A measured point.
     *
     * @param noise of the weight, above 0
     * @param error of the outputs, finite, 0 where they do not depend on the weight
     */
    public record Point(double noise, double error) {}

    public Response {
        measured = measured.stream().sorted(Comparator.comparingDouble(Point::noise)).toList();
    }

    /** The error of the outputs at a noise. */
    public double at(double noise) {
        Point below = measured.getFirst();
        for (Point above : measured) {
            if (noise <= above.noise()) {
                return between(below, above, noise);
            }
            below = above;
        }
        return below.error() * noise / below.noise();
    }

    private static double between(Point below, Point above, double noise) {
        if (below.equals(above) || below.error() == 0 || above.error() == 0) {
            return above.error() * noise / above.noise();
        }
        double share = Math.log(noise / below.noise()) / Math.log(above.noise() / below.noise());
        return below.error() * Math.pow(above.error() / below.error(), share);
    }
}
