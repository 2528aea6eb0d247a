package dev.mlrecipe.engine.cache;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.digest.Sha256;
import dev.mlrecipe.plan.Decision.Action;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Identifies a result by everything that it follows from: equal keys mean equal results. Names, rules and the text of
 * the recipe are no part of it.
 *
 * @param hex SHA-256 in lower-case hexadecimal
 */
public record CacheKey(String hex) {

    /** Raised whenever entries are written or results are made in another way than before. */
    static final int FORMAT = 5;

    /**
     * The key of what {@code actions} make of a weight.
     *
     * @param product tells versions and builds of the product from each other
     * @param content digest of how the weight is stored, from {@link #content}
     * @param inputs identifies what the weight is multiplied with, where actions look at that
     */
    static CacheKey of(
            String product,
            Weight weight,
            byte[] content,
            Opset opset,
            List<Action> actions,
            Optional<String> inputs) {
        MessageDigest digest = Sha256.create();
        try {
            DataOutputStream out = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            out.writeInt(FORMAT);
            text(out, product);
            text(out, opset.word());
            Optional<Consumer> first = weight.consumers().stream().findFirst();
            text(out, first.map(Consumer::opType).orElse(""));
            text(out, first.map(Consumer::input).orElse(""));
            text(out, weight.axes().map(axes -> axes.output() + " " + axes.input()).orElse(""));
            out.writeInt(actions.size());
            for (Action action : actions) {
                action(out, ActionKey.of(action));
            }
            text(out, inputs.orElse(""));
            out.write(content);
            out.flush();
        } catch (IOException impossible) {
            throw new AssertionError("a digest cannot fail", impossible);
        }
        return new CacheKey(HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Digest of a stored form. All of its bytes are read.
     *
     * @param checkpoint called at least every 65,536 bytes; may throw to stop
     * @throws IOException if they cannot be read
     */
    static byte[] content(Representation stored, Runnable checkpoint) throws IOException {
        MessageDigest digest = Sha256.create();
        DataOutputStream out = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        for (Tensor tensor : FormCodec.write(stored, out)) {
            FormCodec.copy(tensor.bytes(), out, checkpoint);
        }
        out.flush();
        return digest.digest();
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    private static void action(DataOutputStream out, ActionKey action) throws IOException {
        text(out, action.configType());
        text(out, action.code());
        out.writeInt(action.version());
        text(out, action.options());
        text(out, action.given());
        out.writeBoolean(action.joint());
        out.writeBoolean(action.namedConst());
    }

    /** Length first, so that no two sequences of texts give the same bytes. */
    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
