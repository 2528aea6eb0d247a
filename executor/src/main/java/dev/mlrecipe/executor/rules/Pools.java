package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.onnx.AttributeProto;
import dev.mlrecipe.executor.translate.Operand;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Pooling over one to three axes. */
final class Pools {
    private Pools() {}

    static void addTo(Rules rules) {
        rules.add("max_pool", s -> {
                    Window window = window(s);
                    return s.node("MaxPool", List.of(s.in("x")), window.attributes(window.padding()));
                })
                .add("avg_pool", Pools::average)
                .add("l2_pool", Pools::l2);
    }

    private static String average(Site s) throws IOException, Refused {
        Window window = window(s);
        return s.flag("exclude_padding_from_average", false)
                ? s.node("AveragePool", List.of(s.in("x")), window.attributes(window.padding()))
                : averageWithPadding(s, s.in("x"), window);
    }

    /** The root of the sum of squares. */
    private static String l2(Site s) throws IOException, Refused {
        Window window = window(s);
        String mean = averageWithPadding(s, s.node("Mul", List.of(s.in("x"), s.in("x"))), window);
        long size = Arrays.stream(window.kernel()).reduce(1, (a, b) -> a * b);
        return s.node("Sqrt", List.of(s.node("Mul", List.of(mean, s.graph().scalar((float) size)))));
    }

    /**
     * Padding is made of zeros that count. With it, a convolution of every channel computes the average: ONNX Runtime's
     * own AveragePool counts wrongly where the padding differs between sides.
     */
    private static String averageWithPadding(Site s, String value, Window window) throws Refused {
        if (Arrays.stream(window.padding().pads()).allMatch(pad -> pad == 0)) {
            return s.node("AveragePool", List.of(value), window.attributes(window.padding()));
        }
        long channels = s.operand("x").knownDim(1);
        long size = Arrays.stream(window.kernel()).reduce(1, (a, b) -> a * b);
        float[] shares = new float[Math.toIntExact(channels * size)];
        Arrays.fill(shares, 1f / size);
        String weight = s.graph().constant(Shaping.concat(new long[] {channels, 1}, window.kernel()), shares);
        AttributeProto[] attributes = window.attributes(window.padding());
        attributes = Arrays.copyOf(attributes, attributes.length + 1);
        attributes[attributes.length - 1] = Attribute.of("group", channels);
        return s.node("Conv", List.of(value, weight), attributes);
    }

    private record Window(long[] kernel, long[] strides, Padding padding) {
        AttributeProto[] attributes(Padding pads) {
            return new AttributeProto[] {
                Attribute.of("kernel_shape", kernel),
                Attribute.of("strides", strides),
                Attribute.of("pads", pads.pads())
            };
        }
    }

    private static Window window(Site s) throws IOException, Refused {
        Operand x = s.operand("x");
        long[] kernel = s.longs("kernel_sizes");
        long[] strides = s.longs("strides", Convolutions.ones(kernel.length));
        Padding padding = Padding.of(s, x, kernel, strides, Convolutions.ones(kernel.length));
        long[] end = padding.end().clone();
        if (s.flag("ceil_mode", false)) {
            // The last window may reach over the end, as far as the declared size wants it.
            for (int i = 0; i < kernel.length; i++) {
                long out = s.output(0).knownDim(i + 2);
                long reach = (out - 1) * strides[i] + kernel[i] - x.knownDim(i + 2) - padding.begin()[i];
                end[i] = Math.max(end[i], reach);
            }
        }
        return new Window(kernel, strides, new Padding(padding.begin(), end));
    }
}
