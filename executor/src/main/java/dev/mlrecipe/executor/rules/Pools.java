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
        rules.add("max_pool", s -> s.node("MaxPool", List.of(s.in("x")), window(s)))
                .add("avg_pool", s -> s.node(
                        "AveragePool",
                        List.of(s.in("x")),
                        with(window(s), Attribute.of(
                                "count_include_pad", !s.flag("exclude_padding_from_average", false)))))
                .add("l2_pool", Pools::l2);
    }

    /** The root of the sum of squares. */
    private static String l2(Site s) throws IOException, Refused {
        String squares = s.node("Mul", List.of(s.in("x"), s.in("x")));
        String mean = s.node("AveragePool", List.of(squares), with(window(s), Attribute.of("count_include_pad", true)));
        long size = Arrays.stream(s.longs("kernel_sizes")).reduce(1, (a, b) -> a * b);
        return s.node("Sqrt", List.of(s.node("Mul", List.of(mean, s.graph().scalar((float) size)))));
    }

    private static AttributeProto[] window(Site s) throws IOException, Refused {
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
        return new AttributeProto[] {
            Attribute.of("kernel_shape", kernel),
            Attribute.of("strides", strides),
            Attribute.of("pads", new Padding(padding.begin(), end).pads())
        };
    }

    private static AttributeProto[] with(AttributeProto[] attributes, AttributeProto more) {
        AttributeProto[] all = Arrays.copyOf(attributes, attributes.length + 1);
        all[attributes.length] = more;
        return all;
    }
}
