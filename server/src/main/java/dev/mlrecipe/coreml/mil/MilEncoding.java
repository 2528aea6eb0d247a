package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import java.util.Optional;

/** How ML programs of one opset store weights. Stateless. */
public final class MilEncoding implements Encoding {
    private final Opset opset;
    private final Generation generation;

    public MilEncoding(Opset opset) {
        this.opset = opset;
        this.generation =
                opset.generation() == Opset.Generation.SECOND ? new SecondGeneration() : new FirstGeneration();
    }

    public Opset opset() {
        return opset;
    }

    @Override
    public MilEncoding at(Opset other) {
        return new MilEncoding(other);
    }

    @Override
    public Optional<String> illegal(Representation form) {
        if (opset.generation() == Opset.Generation.NONE && !(form instanceof Dense)) {
            return Optional.of("compressed weights need CoreML6; " + opset.word() + " stores plain values only");
        }
        if (form instanceof Dense dense && dense.type().blob() == 0) {
            return Optional.of("values of " + dense.type().word() + " have no place in a weight file");
        }
        return generation.illegal(form);
    }

    @Override
    public long storedBytes(Representation form) {
        return form instanceof Dense dense ? dense.values().size() : describing(form).chain(form).storedBytes();
    }

    @Override
    public String formName(Representation form) {
        return form instanceof Dense ? "dense" : describing(form).chain(form).name();
    }

    /** The operations that expand a legal form. */
    Chain chain(Representation form) {
        return generation.chain(form);
    }

    /** Forms that this opset cannot store are measured and named as the newest opset would store them. */
    private Generation describing(Representation form) {
        return generation.illegal(form).isEmpty() ? generation : new SecondGeneration();
    }
}
