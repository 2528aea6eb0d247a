package dev.mlrecipe.coreml.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.activation.ActivationRewrite.Rewritten;
import dev.mlrecipe.coreml.program.ProgramText;
import dev.mlrecipe.coreml.program.Programs;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Where pairs go; what coremltools makes of the same programs was looked up by running it. */
final class ActivationRewriteTest {
    private static final Scheme INT8 = new Scheme(DataType.INT8, false);
    private static final Scheme SYMMETRIC = new Scheme(DataType.INT8, true);

    @Test
    void oneQuantizedValueServesAllThatTakeIt() throws IOException {
        assertStory(
                """
                in x: float16[4]
                w = float16[1] 0
                a: float16[4] = conv(x=x, weight=w)
                b: float16[4] = conv(x=x, weight=w)
                t: float16[4] = mul(x=a, y=b)
                out t
                """,
                Map.of("x", new Range(-1, 1), "a", new Range(-1, 4.1), "b", new Range(0, 2.55)),
                """
                x_quantize = quantize x *0.007843 int8
                x_dequantize = dequantize x_quantize *0.007843
                a = conv w x_dequantize
                b = conv w x_dequantize
                a_quantize = quantize a *0.02 -78 int8
                a_dequantize = dequantize a_quantize *0.02 -78
                b_quantize = quantize b *0.01 uint8
                b_dequantize = dequantize b_quantize *0.01
                t = mul a_dequantize b_dequantize
                out t
                """);
    }

    /** A pair of its own behind would be taken for the following one's inverse and vanish. */
    @Test
    void whatOneQuantizedOperationTakesHasNoPairBehind() throws IOException {
        assertStory(
                """
                in x: float16[4]
                w = float16[1] 0
                a: float16[4] = conv(x=x, weight=w)
                r: float16[4] = relu(x=a)
                b: float16[4] = conv(x=r, weight=w)
                out b, r
                """,
                Map.of("x", new Range(-1, 1), "a", new Range(-1, 1), "r", new Range(-0.1, 2.45), "b", new Range(0, 1)),
                """
                x_quantize = quantize x *0.007843 int8
                x_dequantize = dequantize x_quantize *0.007843
                a = conv w x_dequantize
                r = relu a
                r_quantize = quantize r *0.009995 -118 int8
                r_dequantize = dequantize r_quantize *0.009995 -118
                b = conv w r_dequantize
                out b r
                """);
    }

    @Test
    void anotherSchemeIsQuantizedAnew() throws IOException {
        Map<String, Scheme> chosen = Map.of("a", INT8, "b", INT8, "c", SYMMETRIC);
        assertStory(
                """
                in x: float16[4]
                w = float16[1] 0
                a: float16[4] = conv(x=x, weight=w)
                b: float16[4] = conv(x=a, weight=w)
                c: float16[4] = conv(x=a, weight=w)
                d: float16[4] = exp(x=a)
                out b, c, d
                """,
                chosen,
                Map.of("x", new Range(-1, 1), "a", new Range(-1, 4.1)),
                """
                x_quantize = quantize x *0.007843 int8
                x_dequantize = dequantize x_quantize *0.007843
                a = conv w x_dequantize
                a_quantize = quantize a *0.02 -78 int8
                a_dequantize = dequantize a_quantize *0.02 -78
                b = conv w a_dequantize
                a_quantize_1 = quantize a_dequantize *0.03229 int8
                a_dequantize_1 = dequantize a_quantize_1 *0.03229
                c = conv w a_dequantize_1
                d = exp a_dequantize
                out b c d
                """);
    }

    @Test
    void sumsHaveOneScaleAndReshapesWorkOnCodes() throws IOException {
        assertStory(
                """
                in x: float16[4]
                w = float16[1] 0
                s = int32[1] 4
                a: float16[4] = conv(x=x, weight=w)
                b: float16[4] = conv(x=a, weight=w)
                c: float16[4] = add(x=a, y=b)
                r: float16[4] = relu(x=c)
                f: float16[4] = reshape(x=r, shape=s)
                l: float16[4] = linear(x=f, weight=w)
                out l
                """,
                Map.of(
                        "x", new Range(-1, 1), "a", new Range(-1, 4.1), "b", new Range(-1, 1.55),
                        "r", new Range(0, 5.1), "f", new Range(0, 5.1)),
                """
                x_quantize = quantize x *0.007843 int8
                x_dequantize = dequantize x_quantize *0.007843
                a = conv w x_dequantize
                a_quantize = quantize a *0.02 -78 int8
                a_dequantize = dequantize a_quantize *0.02 -78
                b = conv w a_dequantize
                a_dequantize_1 = dequantize a_quantize *2 -78
                b_quantize = quantize b *0.01 -28 int8
                b_dequantize = dequantize b_quantize *1 -28
                c = add a_dequantize_1 b_dequantize
                r = relu c
                r_quantize = quantize r *2 -128 int8
                f = reshape s r_quantize
                f_dequantize = dequantize f *0.02 -128
                l = linear w f_dequantize
                out l
                """);
    }

    /** coremltools takes codes of one scale for codes of the other. */
    @Test
    void aReshapeBetweenDifferentScalesStaysAsItIs() throws IOException {
        List<String> story = story(
                rewrite(
                        """
                        in x: float16[4]
                        w = float16[1] 0
                        s = int32[1] 4
                        a: float16[4] = conv(x=x, weight=w)
                        f: float16[4] = reshape(x=a, shape=s)
                        l: float16[4] = linear(x=f, weight=w)
                        out l
                        """,
                        null,
                        Map.of("x", new Range(-1, 1), "a", new Range(-1, 4.1), "f", new Range(-1, 2))));

        assertEquals("f = reshape s a_dequantize", story.stream().filter(l -> l.startsWith("f =")).findFirst().orElse(""));
    }

    @Test
    void concatenatedValuesShareOneRange() throws IOException {
        String program =
                """
                in x: float16[4]
                w = float16[1] 0
                a: float16[4] = conv(x=x, weight=w)
                b: float16[4] = conv(x=x, weight=w)
                c: float16[4] = concat(values=(a, b, w))
                d: float16[4] = exp(x=c)
                out d
                """;
        List<String> story = story(rewrite(
                program, null, Map.of("x", new Range(-1, 1), "a", new Range(-1, 2), "b", new Range(-0.5, 4.1))));

        assertEquals(
                List.of("a_quantize = quantize a *0.02 -78 int8", "b_quantize = quantize b *0.02 -78 int8"),
                story.stream().filter(line -> line.contains("= quantize") && !line.startsWith("x")).toList());
        assertEquals(
                List.of("x", "a", "b", "c"),
                List.copyOf(new ActivationCuts(function(program), all(program)).values().keySet()));
    }

    @Test
    void valuesThatBlocksTakeAreReplacedThere() throws IOException {
        List<String> story = story(
                rewrite(
                        """
                        in x: float16[4], p: bool[1]
                        w = float16[1] 0
                        a: float16[4] = conv(x=x, weight=w)
                        b: float16[4] = cond(pred=p) {
                          e: float16[4] = exp(x=a)
                          out e
                        }
                        {
                          out a
                        }
                        out b
                        """,
                        null,
                        Map.of("x", new Range(-1, 1), "a", new Range(-1, 4.1))));

        assertEquals(
                List.of("b = cond p", "e = exp a_dequantize", "out e", "out a_dequantize", "out b"),
                story.subList(story.size() - 5, story.size()));
    }

    @Test
    void whatHasNoRangeStaysAsItIsAndIsTold() throws IOException {
        Function function = function(
                """
                in x: float16[4]
                w = float16[1] 0
                a: float16[4] = conv(x=x, weight=w)
                b: float16[4] = exp(x=a)
                c: float16[4] = conv(x=b, weight=w)
                d: float16[4] = exp(x=c)
                out d
                """);
        Map<String, Range> ranges = Map.of("x", new Range(-1, 1), "c", new Range(-1, 4.1));
        Rewritten rewritten =
                ActivationRewrite.rewrite(function, new Activations(Map.of("a", INT8, "c", INT8), ranges));

        assertEquals(Map.of("a", "a", "c", "b"), rewritten.missing());
        assertEquals(
                List.of("x_quantize = quantize x *0.007843 int8"),
                story(rewritten.function()).stream().filter(line -> line.contains("= quantize")).toList());
    }

    @Test
    void nothingIsQuantizedWhereNothingFloats() throws IOException {
        String program =
                """
                in x: int32[4], y: float16[4]
                w = float16[4] 1 2 3 4
                i: int32[4] = add(x=x, y=x)
                k: float16[4] = add(x=y, y=w)
                out i, k
                """;

        assertEquals(List.of(), ActivationCuts.sites(function(program)));
        Operation same = rewrite(program, Map.of("i", INT8, "k", INT8), Map.of())
                .getBlockSpecializationsOrThrow("CoreML7")
                .getOperations(1);
        assertEquals("add", same.getType());
    }

    private static void assertStory(String program, Map<String, Range> ranges, String expected) throws IOException {
        assertStory(program, all(program), ranges, expected);
    }

    private static void assertStory(
            String program, Map<String, Scheme> chosen, Map<String, Range> ranges, String expected)
            throws IOException {
        assertEquals(expected, String.join("\n", story(rewrite(program, chosen, ranges))) + "\n");
    }

    private static Function rewrite(String program, Map<String, Scheme> chosen, Map<String, Range> ranges)
            throws IOException {
        Map<String, Scheme> schemes = chosen == null ? all(program) : chosen;
        return ActivationRewrite.rewrite(function(program), new Activations(schemes, ranges)).function();
    }

    private static Function function(String program) throws IOException {
        return ProgramText.parse("CoreML7", program).getFunctionsOrThrow("main");
    }

    private static Map<String, Scheme> all(String program) throws IOException {
        return ActivationCuts.sites(function(program)).stream()
                .collect(Collectors.toMap(ActivationSite::op, site -> INT8));
    }

    /** Operations with what they take; scales after {@code *}, zero points signed. */
    private static List<String> story(Function function) throws IOException {
        List<String> lines = new ArrayList<>();
        tell(function.getBlockSpecializationsOrThrow("CoreML7"), new HashMap<>(), lines);
        return lines;
    }

    private static void tell(Block block, Map<String, Value> constants, List<String> lines) throws IOException {
        for (Operation op : block.getOperationsList()) {
            if (op.getType().equals("const")) {
                constants.put(op.getOutputs(0).getName(), op.getAttributesOrThrow("val"));
                continue;
            }
            StringBuilder line =
                    new StringBuilder(op.getOutputs(0).getName() + " = " + op.getType());
            for (String key : keys(op)) {
                for (Argument.Binding binding : op.getInputsOrThrow(key).getArgumentsList()) {
                    String name = binding.getName();
                    line.append(' ').append(parameter(key, name, constants));
                }
            }
            lines.add(line.toString());
            for (Block inner : op.getBlocksList()) {
                tell(inner, constants, lines);
            }
        }
        lines.add("out " + String.join(" ", block.getOutputsList()));
    }

    private static List<String> keys(Operation op) {
        return op.getType().endsWith("quantize")
                ? List.of("input", "scale", "zero_point", "output_dtype").stream()
                        .filter(op::containsInputs)
                        .toList()
                : List.copyOf(new TreeMap<>(op.getInputsMap()).keySet());
    }

    private static String parameter(String key, String name, Map<String, Value> constants) throws IOException {
        Value value = constants.get(name);
        return switch (key) {
            case "scale" -> "*" + String.format("%.4g", number(value)).replaceAll("\\.?0+$", "");
            case "zero_point" -> String.format("%+d", (int) number(value));
            case "output_dtype" -> value.getImmediateValue().getTensor().getStrings().getValues(0);
            default -> name;
        };
    }

    private static double number(Value value) throws IOException {
        Tensor tensor = new ValueReader(Path.of("test"), Programs.NO_FILES).tensor(value, "test").orElseThrow();
        ByteBuffer bytes = ByteBuffer.wrap(tensor.bytes().toArray()).order(ByteOrder.LITTLE_ENDIAN);
        return switch (tensor.type()) {
            case FLOAT16 -> Float.float16ToFloat(bytes.getShort());
            case UINT8 -> bytes.get() & 0xff;
            default -> bytes.get();
        };
    }
}
