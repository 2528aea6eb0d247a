package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;

/**
 * {@code crop_resize} since CoreML7: {@code boxes} [N, 4] and {@code box_indices} [N] instead of {@code roi}
 * [N, 1, 4 or 5, 1, 1] (five numbers: the image first), and the result [N, C, h, w] instead of [N, B, C, h, w].
 */
final class CropResizeRule implements Rule {
    private static final String ROI = "roi";

    @Override
    public void apply(Site site) throws Refused, IOException {
        long[] roi = site.dims(ROI);
        long[] x = site.dims("x");
        NamedValueType output = site.outputs().get(0);
        if (x.length != 4 || roi.length != 5 || (roi[2] != 4 && roi[2] != 5)
                || output.getType().getTensorType().getDimensionsCount() != 5) {
            throw new Refused("x of rank 4 and roi [N, 1, 4 or 5, 1, 1] expected, found " + Arrays.toString(x) + " and "
                    + Arrays.toString(roi));
        }
        if (x[0] != 1) {
            throw new Refused("it crops from a batch of " + (x[0] == TensorTypes.OPEN ? "unknown size" : x[0] + " images")
                    + ", which newer versions of it do in another order; 1 is possible");
        }
        if (roi[0] == TensorTypes.OPEN) {
            throw new Refused("its number of boxes is open");
        }
        int count = Math.toIntExact(roi[0]);
        DataType type = site.elementType(ROI);
        boolean numbered = roi[2] == 5;
        String boxes = cut(site, type, numbered ? 1 : 0, Shape.of(count, 4), "_boxes");
        String images = numbered
                ? site.before(
                        "cast",
                        site.name() + "_box_indices",
                        Values.type(DataType.INT32, Shape.of(count)),
                        "x",
                        cut(site, type, 0, Shape.of(count), "_images"),
                        "dtype",
                        site.constant(site.name() + "_box_indices_dtype", Values.string("int32")))
                : site.constant(site.name() + "_box_indices", Values.int32s(Shape.of(count), new int[count]));
        site.removeInput(ROI);
        site.bind("boxes", boxes);
        site.bind("box_indices", images);
        ValueType crops = TensorTypes.pick(output.getType(), 0, 2, 3, 4);
        String axes = site.constant(site.name() + "_axes", Values.int32s(Shape.of(1), 1));
        site.after("expand_dims", output, "x", site.renameOutput(0, output.getName() + "_crops", crops), "axes", axes);
        site.changed(Change.Kind.REWRITTEN, "roi is split into boxes and box_indices, the lost dimension is added behind");
    }

    /** Some numbers of every box, from {@code first} on, in this shape: [N, 4], or [N] for a single one. */
    private static String cut(Site site, DataType type, int first, Shape shape, String suffix) throws Refused {
        int count = (int) shape.dim(0);
        int numbers = shape.rank() == 1 ? 1 : (int) shape.dim(1);
        String name = site.name() + suffix;
        Shape five = Shape.of(5);
        String slice = site.before(
                "slice_by_index",
                name + "_slice",
                Values.type(type, Shape.of(count, 1, numbers, 1, 1)),
                "x",
                site.reference(ROI),
                "begin",
                site.constant(name + "_begin", Values.int32s(five, 0, 0, first, 0, 0)),
                "end",
                site.constant(name + "_end", Values.int32s(five, count, 1, first + numbers, 1, 1)));
        int[] dims = shape.rank() == 1 ? new int[] {count} : new int[] {count, numbers};
        return site.before(
                "reshape",
                name,
                Values.type(type, shape),
                "x",
                slice,
                "shape",
                site.constant(name + "_shape", Values.int32s(Shape.of(dims.length), dims)));
    }
}
