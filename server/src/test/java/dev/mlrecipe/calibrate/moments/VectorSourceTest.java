package dev.mlrecipe.calibrate.moments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mlrecipe.coreml.graph.Product.Padding;
import dev.mlrecipe.coreml.graph.Product.Source;
import dev.mlrecipe.coreml.graph.Product.Window;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors that layers multiply, against windows cut out one number at a time. */
class VectorSourceTest {
    private static final int[] NO_MASK = {};

    @ParameterizedTest
    @CsvSource({
        "1, 3, 3, 1, 1, 1, 1, valid",
        "1, 3, 2, 2, 1, 1, 2, same",
        "2, 2, 3, 2, 2, 2, 1, same_lower",
        "4, 1, 1, 1, 1, 1, 1, valid",
        "2, 3, 3, 3, 2, 1, 2, custom",
        "1, 5, 4, 2, 3, 2, 1, same",
    })
    void windowsOfAnImage(
            int groups, int height, int width, int stride, int otherStride, int dilation, int images, String type) {
        int channels = groups * 2;
        int[] size = {7, 9};
        float[] values = counting(images * channels * size[0] * size[1]);
        Padding padding = new Padding(type, type.equals("custom") ? List.of(1, 2, 0, 3) : List.of());
        Window window = new Window(
                groups, List.of(height, width), List.of(stride, otherStride), List.of(dilation, 1), padding);
        int features = 2 * height * width;

        VectorSource found = VectorSource.of(
                new Source("x", -3, Optional.of(window)),
                new Tensor.Floats(Shape.of(images, channels, size[0], size[1]), values),
                features,
                NO_MASK);

        for (int group = 0; group < groups; group++) {
            List<Float> expected = new ArrayList<>();
            int[] reach = {(height - 1) * dilation + 1, width};
            int top = padding.before(0, size[0], stride, reach[0]);
            int left = padding.before(1, size[1], otherStride, reach[1]);
            int bottom = padding.after(0, size[0], stride, reach[0]);
            int right = padding.after(1, size[1], otherStride, reach[1]);
            for (int image = 0; image < images; image++) {
                for (int y = -top; y + reach[0] <= size[0] + bottom; y += stride) {
                    for (int x = -left; x + reach[1] <= size[1] + right; x += otherStride) {
                        for (int channel = 0; channel < 2; channel++) {
                            for (int ky = 0; ky < height; ky++) {
                                for (int kx = 0; kx < width; kx++) {
                                    int row = y + ky * dilation;
                                    int column = x + kx;
                                    boolean inside = row >= 0 && row < size[0] && column >= 0 && column < size[1];
                                    int plane = image * channels + group * 2 + channel;
                                    expected.add(inside ? values[(plane * size[0] + row) * size[1] + column] : 0f);
                                }
                            }
                        }
                    }
                }
            }
            assertEquals(expected.size(), found.count() * features);
            float[] read = new float[expected.size()];
            found.read(group, 0, found.count(), read);
            for (int i = 0; i < read.length; i++) {
                assertEquals(expected.get(i), read[i], "group " + group + ", number " + i);
            }
        }
        if (type.startsWith("same")) {
            assertEquals(images * ((7 + stride - 1) / stride) * ((9 + otherStride - 1) / otherStride), found.count());
        }
    }

    @Test
    void theLastAxisOrTheOneBefore() {
        Tensor tensor = new Tensor.Floats(Shape.of(2, 2, 3), counting(12));
        float[] read = new float[6];

        VectorSource.of(new Source("x", -1, Optional.empty()), tensor, 3, NO_MASK).read(0, 1, 2, read);
        assertArrayEquals(new float[] {4, 5, 6, 7, 8, 9}, read);

        VectorSource columns = VectorSource.of(new Source("x", -2, Optional.empty()), tensor, 2, NO_MASK);
        assertEquals(6, columns.count());
        columns.read(0, 2, 3, read);
        assertArrayEquals(new float[] {3, 6, 7, 10, 8, 11}, read);
    }

    @Test
    void paddingOfSequencesIsLeftOut() {
        Tensor tensor = new Tensor.Floats(Shape.of(1, 4, 2), counting(8));
        VectorSource vectors =
                VectorSource.of(new Source("x", -1, Optional.empty()), tensor, 2, new int[] {1, 0, 1, 0});
        float[] read = new float[4];
        vectors.read(0, 0, 2, read);

        assertEquals(2, vectors.count());
        assertArrayEquals(new float[] {1, 2, 5, 6}, read);
        assertEquals(4, VectorSource.of(new Source("x", -1, Optional.empty()), tensor, 2, new int[] {1, 0}).count());
    }

    @Test
    void anotherShapeIsRefused() {
        Tensor tensor = new Tensor.Floats(Shape.of(1, 4), counting(4));
        assertThrows(
                IllegalArgumentException.class,
                () -> VectorSource.of(new Source("x", -1, Optional.empty()), tensor, 3, NO_MASK));
    }

    private static float[] counting(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i + 1;
        }
        return values;
    }
}
