package dev.mlrecipe.bench;

import static dev.mlrecipe.bench.FunctionBuilder.in;

import dev.mlrecipe.coreml.proto.mil.Value;
import java.io.IOException;
import java.util.Locale;

/** The packages that {@link LargePackages} makes. */
enum Variant {
    /** One linear weight of 1 GB, the shape of a large language model's output layer. */
    ONE_WEIGHT {
        @Override
        void build(PackageBuilder target, Size size) throws IOException {
            long vocabulary = size.of(1 << 17);
            long width = size.of(1 << 12);
            FunctionBuilder main = new FunctionBuilder("main");
            String x = main.input("x", Mil.halves(1, width));
            main.output(linear(main, "head", x, target.weight(0, vocabulary, width), vocabulary));
            target.finish(main);
        }
    },

    /** A transposed convolution and a matrix product of 256 MB each: output channels are not the outermost axis. */
    STRIDED {
        @Override
        void build(PackageBuilder target, Size size) throws IOException {
            long inputs = size.of(1 << 11);
            long outputs = size.of(1 << 10);
            FunctionBuilder main = new FunctionBuilder("main");
            String image = main.input("image", Mil.halves(1, inputs, 1, 1));
            String weight = main.constant("up_weight", target.weight(1, inputs, outputs, 8, 8));
            main.output(main.op(
                    "conv_transpose",
                    "up",
                    Mil.halves(1, outputs, 8, 8),
                    in("x", image),
                    in("weight", weight),
                    in("strides", Mil.wholes(1, 1)),
                    in("pad_type", Mil.text("valid")),
                    in("pad", Mil.wholes(0, 0, 0, 0)),
                    in("dilations", Mil.wholes(1, 1)),
                    in("groups", Mil.whole(1))));
            long rows = size.of(1 << 13);
            long columns = size.of(1 << 14);
            String x = main.input("x", Mil.halves(1, rows));
            String y = main.constant("product_y", target.weight(1, rows, columns));
            main.output(main.op(
                    "matmul",
                    "product",
                    Mil.halves(1, columns),
                    in("x", x),
                    in("y", y),
                    in("transpose_x", Mil.flag(false)),
                    in("transpose_y", Mil.flag(false))));
            target.finish(main);
        }
    },

    /** 96 linear layers of 32 MB, 3 GB in all: most weights lie beyond offset 2^31. */
    LARGE {
        @Override
        void build(PackageBuilder target, Size size) throws IOException {
            long width = size.of(1 << 12);
            FunctionBuilder main = new FunctionBuilder("main");
            String x = main.input("x", Mil.halves(1, width));
            for (int layer = 0; layer < 96; layer++) {
                String y = linear(main, "layer_" + layer, x, target.weight(0, width, width), width);
                x = main.op("relu", "relu_" + layer, Mil.halves(1, width), in("x", y));
            }
            main.output(x);
            target.finish(main);
        }
    },

    /** A block of a decoder: caches as states, and two functions that share all weights. */
    DECODER {
        @Override
        void build(PackageBuilder target, Size size) throws IOException {
            Decoder decoder = new Decoder(target, size);
            target.finish(decoder.function("decode", 1), decoder.function("prefill", 64));
        }
    };

    /** Writes the package. */
    abstract void build(PackageBuilder target, Size size) throws IOException;

    /** The word of the command line, for example {@code one-weight}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A linear layer for one row whose const is called {@code <name>_weight}. */
    private static String linear(FunctionBuilder function, String name, String x, Value weight, long outputs) {
        String constant = function.constant(name + "_weight", weight);
        return function.op("linear", name, Mil.halves(1, outputs), in("x", x), in("weight", constant));
    }

    /**
     * Scales dimensions.
     *
     * @param factor by how much the number of elements of a matrix shrinks, above 0
     */
    record Size(double factor) {

        /** The dimension scaled by the root of the factor: a multiple of 64, at least 64. */
        long of(long dimension) {
            return Math.max(1, Math.round(dimension * StrictMath.sqrt(factor) / 64)) * 64;
        }
    }
}
