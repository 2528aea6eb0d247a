package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.program.ImmediateBytes;
import dev.mlrecipe.coreml.raise.Change;
import dev.mlrecipe.coreml.raise.Refusal;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compressed weights of the first generation as the second one stores them: the same codes, tables, masks and values,
 * bit for bit.
 */
final class Reencoding {
    private static final MilEncoding SECOND = new MilEncoding(Opset.COREML8);

    private final List<Node> nodes;
    private final List<Change> changes = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();

    /** @param all the constants of a program of the first generation */
    Reencoding(List<Node> all) throws IOException {
        this.nodes = all.stream().filter(node -> !node.isConst()).toList();
        for (Node node : nodes) {
            Optional<Representation> form = form(node);
            Optional<String> obstacle = form.isEmpty()
                    ? Optional.of("its parameters do not fit each other, so that nobody knows what it expands to")
                    : SECOND.illegal(form.get());
            if (obstacle.isPresent()) {
                refusals.add(new Refusal(
                        node.function, node.name, node.op.getType(), Opset.COREML8, obstacle.get()));
            } else {
                changes.add(new Change(
                        node.function,
                        node.name,
                        node.op.getType(),
                        Opset.COREML8,
                        Change.Kind.REWRITTEN,
                        "stored as " + SECOND.formName(form.get()) + " with the same bits"));
            }
        }
    }

    List<Change> changes() {
        return changes;
    }

    List<Refusal> refusals() {
        return refusals;
    }

    List<Node> nodes() {
        return nodes;
    }

    /** The form of a weight as the second generation can store it; empty if nobody knows what it is. */
    static Optional<Representation> form(Node node) throws IOException {
        Optional<Representation> form = node.form();
        if (form.isPresent() && form.get() instanceof Affine affine && affine.offset().isPresent()) {
            return Optional.of(new Affine(affine.data(), affine.scale(), offset(affine)));
        }
        return form;
    }

    /** Zero points as floats where their integers are not of the type of the codes. */
    private static Optional<Tensor> offset(Affine affine) throws IOException {
        Tensor offset = affine.offset().orElseThrow();
        boolean fits = !offset.type().isInteger() || offset.type() == affine.data().type();
        if (fits || offset.type().bits() != 8) {
            return Optional.of(offset);
        }
        boolean half = affine.scale().type() == DataType.FLOAT16;
        byte[] bytes = offset.bytes().toArray();
        ByteBuffer floats = ByteBuffer.allocate(bytes.length * (half ? Short.BYTES : Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (byte b : bytes) {
            int value = offset.type().isSigned() ? b : Byte.toUnsignedInt(b);
            if (half) {
                floats.putShort(Float.floatToFloat16(value));
            } else {
                floats.putFloat(value);
            }
        }
        return Optional.of(
                new Tensor(affine.scale().type(), offset.shape(), new ImmediateBytes(floats.array())));
    }
}
