package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.program.ImmediateBytes;
import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An input that an opset adds, with the value that was implied before.
 *
 * @param input its name
 * @param value as the table writes it: {@code true}, {@code false}, a number, {@code zero of x}, or a string
 * @param unlessFalse an input of the operation without which, as when it is false, this one makes no sense; may be empty
 */
record DefaultInput(String input, String value, Optional<String> unlessFalse) {
    private static final Pattern CONDITION = Pattern.compile("(.*) if (\\w+)");
    private static final String ZERO_OF = "zero of ";

    static DefaultInput of(String input, String text) {
        Matcher condition = CONDITION.matcher(text);
        return condition.matches()
                ? new DefaultInput(input, condition.group(1), Optional.of(condition.group(2)))
                : new DefaultInput(input, text, Optional.empty());
    }

    /** Writes it where the operation has no such input. */
    void add(Site site) throws Refused, IOException {
        if (site.has(input) || unlessFalse.isPresent() && site.isFalse(unlessFalse.get())) {
            return;
        }
        site.bind(input, site.constant(site.name() + "_" + input + "_0", typed(site)));
        site.changed(Change.Kind.INPUTS, input + " = " + value.replace(ZERO_OF + "x", "0"));
    }

    private Value typed(Site site) throws Refused, IOException {
        if (value.startsWith(ZERO_OF)) {
            DataType type = site.elementType(value.substring(ZERO_OF.length()));
            byte[] zero = new byte[(int) type.bytes(1)];
            return Values.immediate(new Tensor(type, Shape.of(), new ImmediateBytes(zero)));
        }
        if (value.equals("true") || value.equals("false")) {
            return Values.bool(Boolean.parseBoolean(value));
        }
        return value.matches("-?[0-9]+") ? Values.int32(Integer.parseInt(value)) : Values.string(value);
    }
}
