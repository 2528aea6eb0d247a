package dev.mlrecipe.bench;

import static dev.mlrecipe.bench.FunctionBuilder.in;

import dev.mlrecipe.coreml.proto.mil.DataType;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import java.io.IOException;

/**
 * A language model of one block: embedding, attention over cached keys and values, gated MLP, and an output layer that
 * shares the embedding's bytes.
 */
final class Decoder {
    private static final long HEAD = 64;
    private static final long CONTEXT = 1024;

    private final long vocabulary;
    private final long width;
    private final long hidden;
    private final long heads;
    private final Value embedding;
    private final Value norm;
    private final Value query;
    private final Value key;
    private final Value value;
    private final Value attentionOut;
    private final Value gate;
    private final Value up;
    private final Value down;

    /** Writes the weights; full size is 32768 words, width 2048 and hidden width 5632. */
    Decoder(PackageBuilder target, Variant.Size size) throws IOException {
        this.vocabulary = size.of(1 << 15);
        this.width = size.of(2048);
        this.hidden = size.of(5632);
        this.heads = width / HEAD;
        this.embedding = target.weight(0, vocabulary, width);
        this.norm = target.weight(0, width);
        this.query = target.weight(0, width, width);
        this.key = target.weight(0, width, width);
        this.value = target.weight(0, width, width);
        this.attentionOut = target.weight(0, width, width);
        this.gate = target.weight(0, hidden, width);
        this.up = target.weight(0, hidden, width);
        this.down = target.weight(0, width, hidden);
    }

    /** A function that takes {@code length} words at a time. */
    FunctionBuilder function(String name, int length) {
        Body body = new Body(new FunctionBuilder(name), length);
        body.build();
        return body.function;
    }

    /** One function while it is built. */
    private final class Body {
        private final FunctionBuilder function;
        private final long length;

        Body(FunctionBuilder function, long length) {
            this.function = function;
            this.length = length;
        }

        void build() {
            String tokens = function.input("tokens", Mil.tensor(DataType.INT32, 1, length));
            String begin = function.input("begin", Mil.tensor(DataType.INT32, 4));
            String end = function.input("end", Mil.tensor(DataType.INT32, 4));
            String mask = function.input("mask", Mil.halves(1, 1, length, CONTEXT));
            String words = function.constant("embedding_weight", embedding);
            String x = function.op(
                    "gather",
                    "embedding",
                    rows(width),
                    in("x", words),
                    in("indices", tokens),
                    in("axis", Mil.whole(0)),
                    in("batch_dims", Mil.whole(0)),
                    in("validate_indices", Mil.flag(false)));
            String attended = attention(norm("attention_norm", x), begin, end, mask);
            String residual = add("attention_add", x, linear("attention_out", attended, attentionOut, width));
            String output = add("mlp_add", residual, mlp(norm("mlp_norm", residual)));
            function.output(linear("head", output, embedding, vocabulary));
        }

        private String attention(String x, String begin, String end, String mask) {
            String queries = heads("query", linear("query_proj", x, query, width));
            String keys = cached("key_cache", heads("key", linear("key_proj", x, key, width)), begin, end);
            String values = cached("value_cache", heads("value", linear("value_proj", x, value, width)), begin, end);
            ValueType scores = Mil.halves(1, heads, length, CONTEXT);
            String products = matmul("scores", queries, keys, true, scores);
            String scaled = function.op(
                    "mul", "scaled_scores", scores, in("x", products), in("y", Mil.half(0.125f)));
            String masked = function.op("add", "masked_scores", scores, in("x", scaled), in("y", mask));
            String shares =
                    function.op("softmax", "attention", scores, in("x", masked), in("axis", Mil.whole(-1)));
            String mixed = matmul("mixed", shares, values, false, Mil.halves(1, heads, length, HEAD));
            String side = transpose("mixed_rows", mixed, Mil.halves(1, length, heads, HEAD));
            return reshape("mixed_flat", side, rows(width), 1, length, width);
        }

        /** Writes new rows into a cache and gives the whole cache. */
        private String cached(String name, String rows, String begin, String end) {
            ValueType type = Mil.halves(1, heads, CONTEXT, HEAD);
            String state = function.state(name, type);
            String old = function.op("read_state", name + "_old", type, in("input", state));
            String updated = function.op(
                    "slice_update",
                    name + "_updated",
                    type,
                    in("x", old),
                    in("update", rows),
                    in("begin", begin),
                    in("end", end));
            function.effect("write_state", name + "_write", in("input", state), in("data", updated));
            return function.op("read_state", name + "_new", type, in("input", state));
        }

        private String mlp(String x) {
            String gated = function.op("silu", "gate_silu", rows(hidden), in("x", linear("gate_proj", x, gate, hidden)));
            String product = function.op(
                    "mul", "gated", rows(hidden), in("x", gated), in("y", linear("up_proj", x, up, hidden)));
            return linear("down_proj", product, down, width);
        }

        private String heads(String name, String x) {
            String split = reshape(name + "_split", x, Mil.halves(1, length, heads, HEAD), 1, length, heads, HEAD);
            return transpose(name + "_heads", split, Mil.halves(1, heads, length, HEAD));
        }

        private String linear(String name, String x, Value weight, long outputs) {
            String constant = function.constant(name + "_weight", weight);
            return function.op("linear", name, rows(outputs), in("x", x), in("weight", constant));
        }

        private String norm(String name, String x) {
            String gamma = function.constant(name + "_gamma", norm);
            return function.op(
                    "layer_norm",
                    name,
                    rows(width),
                    in("x", x),
                    in("axes", Mil.wholes(-1)),
                    in("gamma", gamma),
                    in("epsilon", Mil.half(1e-3f)));
        }

        private String add(String name, String x, String y) {
            return function.op("add", name, rows(width), in("x", x), in("y", y));
        }

        private String matmul(String name, String x, String y, boolean transposed, ValueType output) {
            return function.op(
                    "matmul",
                    name,
                    output,
                    in("x", x),
                    in("y", y),
                    in("transpose_x", Mil.flag(false)),
                    in("transpose_y", Mil.flag(transposed)));
        }

        private String transpose(String name, String x, ValueType output) {
            return function.op("transpose", name, output, in("x", x), in("perm", Mil.wholes(0, 2, 1, 3)));
        }

        private String reshape(String name, String x, ValueType output, long... dims) {
            int[] shape = new int[dims.length];
            for (int i = 0; i < dims.length; i++) {
                shape[i] = Math.toIntExact(dims[i]);
            }
            return function.op("reshape", name, output, in("x", x), in("shape", Mil.wholes(shape)));
        }

        private ValueType rows(long columns) {
            return Mil.halves(1, length, columns);
        }
    }
}
