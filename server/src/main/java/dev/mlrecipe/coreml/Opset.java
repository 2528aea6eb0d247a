package dev.mlrecipe.coreml;

import java.util.Optional;

/**
 * The operation sets of ML programs. Each belongs to one specification version and decides how compressed weights are
 * written.
 */
public enum Opset {
    COREML5(6, "CoreML5", Generation.NONE),
    COREML6(7, "CoreML6", Generation.FIRST),
    COREML7(8, "CoreML7", Generation.FIRST),
    COREML8(9, "CoreML8", Generation.SECOND),
    COREML9(10, "CoreML9", Generation.SECOND);

    /** Which family of {@code constexpr_*} operations an opset has. */
    public enum Generation {
        /** No compressed weights at all. */
        NONE,
        /** Parameters are attributes; one table or one scale axis per tensor. */
        FIRST,
        /** Parameters are inputs; sub-byte types, blocks, groups, joint forms. */
        SECOND
    }

    private final int specification;
    private final String word;
    private final Generation generation;

    Opset(int specification, String word, Generation generation) {
        this.specification = specification;
        this.word = word;
        this.generation = generation;
    }

    /** {@code Model.specificationVersion} that carries this opset. */
    public int specification() {
        return specification;
    }

    /** The string in {@code Function.opset}, for example {@code CoreML8}. */
    public String word() {
        return word;
    }

    public Generation generation() {
        return generation;
    }

    /**
     * Whether scales of table entries are applied to what a table expands to, and not to the table. coremltools 9.0
     * turns the order round on loading where it is the other one: scales around a table are an issue that iOS 26 fixed,
     * it says, and scaled tables of one rank more than the weight it cannot turn round then.
     */
    public boolean scalesAroundTables() {
        return atLeast(COREML9);
    }

    public boolean atLeast(Opset other) {
        return compareTo(other) >= 0;
    }

    public static Optional<Opset> ofSpecification(int version) {
        for (Opset opset : values()) {
            if (opset.specification == version) {
                return Optional.of(opset);
            }
        }
        return Optional.empty();
    }

    public static Optional<Opset> ofWord(String word) {
        for (Opset opset : values()) {
            if (opset.word.equals(word)) {
                return Optional.of(opset);
            }
        }
        return Optional.empty();
    }
}
