package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.translate.Operand;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.List;

/**
 * Images in other sizes. Where sizes are known, an axis is resized by gathering its neighbours at the grid points that
 * the documentation of {@code resize_bilinear} in coremltools gives, and mixing them.
 */
final class Resizing {
    private Resizing() {}

    static void addTo(Rules rules) {
        rules.add("upsample_nearest_neighbor", s -> upsample(s, false, "DEFAULT"))
                .add("resize_nearest_neighbor", s -> resize(s, 2, false, "DEFAULT"))
                .add("upsample_bilinear", s -> upsample(s, true, upsampleMode(s)))
                .add("resize_bilinear", s -> resize(s, 2, true, s.text("sampling_mode", "DEFAULT")))
                .add("resize", s -> resize(
                        s,
                        s.integer("resized_dims"),
                        s.text("interpolation_mode", "LINEAR").equals("LINEAR"),
                        s.text("sampling_mode", "DEFAULT")))
                .add("resample", Resizing::resample);
    }

    private static String upsampleMode(Site s) throws IOException, Refused {
        boolean align = s.flag("align_corners", true);
        boolean halfPixel = s.flag("half_pixel_centers", !align);
        return align ? "STRICT_ALIGN_CORNERS" : halfPixel ? "UNALIGN_CORNERS" : "DEFAULT";
    }

    private static String upsample(Site s, boolean linear, String mode) throws IOException, Refused {
        Operand x = s.operand("x");
        if (x.dim(-1) >= 0 && x.dim(-2) >= 0) {
            return resize(s, 2, linear, mode);
        }
        float[] scales = new float[x.rank()];
        java.util.Arrays.fill(scales, 1);
        scales[scales.length - 2] = s.real("scale_factor_height", 1);
        scales[scales.length - 1] = s.real("scale_factor_width", 1);
        String coordinates = mode.equals("STRICT_ALIGN_CORNERS")
                ? "align_corners"
                : mode.equals("UNALIGN_CORNERS") ? "half_pixel" : "asymmetric";
        return s.node(
                "Resize",
                List.of(s.in("x"), "", s.graph().constant(new long[] {scales.length}, scales)),
                Attribute.of("mode", linear ? "linear" : "nearest"),
                Attribute.of("coordinate_transformation_mode", coordinates),
                Attribute.of("nearest_mode", "floor"));
    }

    /** Resizes the last axes to the sizes that the output declares. */
    private static String resize(Site s, int count, boolean linear, String mode) throws IOException, Refused {
        Operand x = s.operand("x");
        String result = s.in("x");
        for (int axis = x.rank() - count; axis < x.rank(); axis++) {
            int from = Math.toIntExact(x.knownDim(axis));
            int to = Math.toIntExact(s.output(0).knownDim(axis));
            if (from != to || mode.equals("OFFSET_CORNERS")) {
                result = resizeAxis(s, result, x, axis, grid(mode, from, to), linear, mode);
            }
        }
        return result;
    }

    private static String resizeAxis(
            Site s, String value, Operand x, int axis, double[] grid, boolean linear, String mode) throws Refused {
        int from = Math.toIntExact(x.knownDim(axis));
        long[] low = new long[grid.length];
        long[] high = new long[grid.length];
        float[] share = new float[grid.length];
        for (int i = 0; i < grid.length; i++) {
            // Nearest neighbours are those below where points lie at the beginning of elements.
            double point = linear || mode.equals("DEFAULT") ? grid[i] : grid[i] + 0.5;
            low[i] = Math.min(from - 1, (long) Math.floor(point + 1e-9));
            high[i] = Math.min(from - 1, low[i] + 1);
            share[i] = (float) Math.max(0, grid[i] - low[i]);
        }
        String below = gathered(s, value, low, axis);
        if (!linear) {
            return below;
        }
        String above = gathered(s, value, high, axis);
        long[] dims = new long[x.rank() - axis];
        java.util.Arrays.fill(dims, 1);
        dims[0] = grid.length;
        String weight = s.graph().constant(dims, share);
        String step = s.node("Mul", List.of(s.node("Sub", List.of(above, below)), weight));
        return s.node("Add", List.of(below, step));
    }

    private static String gathered(Site s, String value, long[] places, int axis) {
        String indices = s.graph().constant(Kind.LONG, new long[] {places.length}, places);
        return s.node("Gather", List.of(value, indices), Attribute.of("axis", axis));
    }

    /** Where output elements lie among the input's, from 0 to {@code from - 1}. */
    private static double[] grid(String mode, int from, int to) throws Refused {
        double[] grid = new double[to];
        for (int i = 0; i < to; i++) {
            double point = switch (mode) {
                case "STRICT_ALIGN_CORNERS" -> to == 1 ? 0 : (double) i * (from - 1) / (to - 1);
                case "ALIGN_CORNERS" -> to == 1 ? (from - 1) / 2.0 : (double) i * (from - 1) / (to - 1);
                case "DEFAULT" -> (double) i * from / to;
                case "OFFSET_CORNERS" -> (i + 0.5) * Math.max(1, from - 1) / to;
                case "UNALIGN_CORNERS" -> (i + 0.5) * from / to - 0.5;
                default -> throw new Refused("its sampling_mode is " + mode);
            };
            grid[i] = Math.min(from - 1, Math.max(0, point));
        }
        return grid;
    }

    private static String resample(Site s) throws IOException, Refused {
        Operand x = s.operand("x");
        String padding = s.text("padding_mode", "constant");
        String onnxPadding = switch (padding) {
            case "constant" -> "zeros";
            case "border" -> "border";
            case "reflection" -> "reflection";
            default -> throw new Refused("its padding_mode is " + padding);
        };
        if (padding.equals("constant") && s.real("padding_value", 0) != 0) {
            throw new Refused("its padding_value is not 0");
        }
        boolean align = s.flag("align_corners", true);
        String points = s.in("coordinates");
        String mode = s.text("coordinates_mode", "unnormalized");
        switch (mode) {
            case "normalized_minus_one_to_one" -> {}
            case "normalized_zero_to_one" -> points = affine(s, points, 2, 2);
            case "unnormalized" -> {
                points = affine(s, points, 2f / (x.knownDim(3) - 1), 2f / (x.knownDim(2) - 1));
                align = true;
            }
            default -> throw new Refused("its coordinates_mode is " + mode);
        }
        return s.node(
                "GridSample",
                List.of(s.in("x"), points),
                Attribute.of("mode", s.text("sampling_mode", "nearest").equals("bilinear") ? "linear" : "nearest"),
                Attribute.of("padding_mode", onnxPadding),
                Attribute.of("align_corners", align));
    }

    /** {@code points * (x, y) - 1}. */
    private static String affine(Site s, String points, float x, float y) {
        String scaled =
                s.node("Mul", List.of(points, s.graph().constant(new long[] {2}, new float[] {x, y})));
        return s.node("Sub", List.of(scaled, s.graph().scalar(1f)));
    }
}
