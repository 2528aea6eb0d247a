package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.graph.Attribute;
import dev.mlrecipe.executor.onnx.AttributeProto;
import dev.mlrecipe.executor.translate.Operand;
import dev.mlrecipe.executor.translate.Refused;
import dev.mlrecipe.executor.translate.Rules;
import dev.mlrecipe.executor.translate.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Convolutions over one to three axes. */
final class Convolutions {
    private Convolutions() {}

    static void addTo(Rules rules) {
        rules.add("conv", Convolutions::conv).add("conv_transpose", Convolutions::transposed);
    }

    private static String conv(Site s) throws IOException, Refused {
        long[] kernel = kernel(s);
        long[] strides = s.longs("strides", ones(kernel.length));
        long[] dilations = s.longs("dilations", ones(kernel.length));
        Padding padding = Padding.of(s, s.operand("x"), kernel, strides, dilations);
        return s.node("Conv", inputs(s), attributes(s, kernel, strides, dilations, padding.pads()));
    }

    /**
     * The output of a transposed convolution begins after the padding and is as long as {@code output_shape} or, where
     * that is not given, as the padding leaves it. Without padding it has
     * {@code (in - 1) * stride + dilation * (kernel - 1) + 1} elements.
     */
    private static String transposed(Site s) throws IOException, Refused {
        long[] kernel = kernel(s);
        long[] strides = s.longs("strides", ones(kernel.length));
        long[] dilations = s.longs("dilations", ones(kernel.length));
        String type = s.text("pad_type", "valid");
        boolean same = type.startsWith("same");
        long[] begin = new long[kernel.length];
        long[] end = new long[kernel.length];
        if (type.equals("custom")) {
            Padding padding = Padding.of(s, s.operand("x"), kernel, strides, dilations);
            begin = padding.begin();
            end = padding.end();
        }
        long[] more = new long[kernel.length];
        if (same || s.has("output_shape")) {
            long[] shape = s.longs("output_shape", new long[0]);
            for (int i = 0; i < kernel.length; i++) {
                long in = s.operand("x").knownDim(i + 2);
                long out = shape.length > 0 ? shape[i + 2] : in * strides[i];
                long full = (in - 1) * strides[i] + dilations[i] * (kernel[i] - 1) + 1;
                if (same) {
                    long total = Math.max(0, full - out);
                    begin[i] = type.equals("same") ? total / 2 : total - total / 2;
                }
                long rest = full - begin[i] - out;
                end[i] = Math.max(0, rest);
                more[i] = Math.max(0, -rest);
            }
        }
        List<AttributeProto> attributes = new ArrayList<>(
                List.of(attributes(s, kernel, strides, dilations, new Padding(begin, end).pads())));
        attributes.add(Attribute.of("output_padding", more));
        return s.node("ConvTranspose", inputs(s), attributes.toArray(AttributeProto[]::new));
    }

    private static long[] kernel(Site s) throws Refused {
        Operand weight = s.operand("weight");
        long[] dims = weight.knownDims();
        return Arrays.copyOfRange(dims, 2, dims.length);
    }

    private static List<String> inputs(Site s) throws IOException, Refused {
        return s.has("bias")
                ? List.of(s.in("x"), s.in("weight"), s.in("bias"))
                : List.of(s.in("x"), s.in("weight"));
    }

    private static AttributeProto[] attributes(Site s, long[] kernel, long[] strides, long[] dilations, long[] pads)
            throws IOException, Refused {
        return new AttributeProto[] {
            Attribute.of("kernel_shape", kernel),
            Attribute.of("strides", strides),
            Attribute.of("dilations", dilations),
            Attribute.of("pads", pads),
            Attribute.of("group", s.integer("groups", 1))
        };
    }

    static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
