package dev.mlrecipe.coreml.tensor;

import java.util.Locale;
import java.util.Optional;

/**
 * Element types of MIL tensors.
 *
 * <p>The two numberings are Core ML's own: {@link #mil()} is {@code MILSpec.DataType} of the program, {@link #blob()}
 * is the type code in a blob storage v2 record. They are not the same numbers. Types below eight bits are packed
 * least significant bit first and continuously, so an element may straddle two bytes.
 */
public enum DataType {
    BOOL(1, 0, 8, Kind.BOOLEAN),
    FLOAT16(10, 1, 16, Kind.FLOAT),
    FLOAT32(11, 2, 32, Kind.FLOAT),
    FLOAT64(12, 0, 64, Kind.FLOAT),
    BFLOAT16(13, 5, 16, Kind.FLOAT),
    INT8(21, 4, 8, Kind.SIGNED),
    INT16(22, 6, 16, Kind.SIGNED),
    INT32(23, 14, 32, Kind.SIGNED),
    INT64(24, 0, 64, Kind.SIGNED),
    INT4(25, 8, 4, Kind.SIGNED),
    UINT8(31, 3, 8, Kind.UNSIGNED),
    UINT16(32, 7, 16, Kind.UNSIGNED),
    UINT32(33, 15, 32, Kind.UNSIGNED),
    UINT64(34, 0, 64, Kind.UNSIGNED),
    UINT4(35, 11, 4, Kind.UNSIGNED),
    UINT2(36, 10, 2, Kind.UNSIGNED),
    UINT1(37, 9, 1, Kind.UNSIGNED),
    UINT6(38, 13, 6, Kind.UNSIGNED),
    UINT3(39, 12, 3, Kind.UNSIGNED),
    /** Only neural networks have codes of five and of seven bits. */
    UINT5(0, 0, 5, Kind.UNSIGNED),
    UINT7(0, 0, 7, Kind.UNSIGNED),
    FLOAT8E4M3FN(40, 16, 8, Kind.FLOAT),
    FLOAT8E5M2(41, 17, 8, Kind.FLOAT);

    private enum Kind {
        BOOLEAN,
        FLOAT,
        SIGNED,
        UNSIGNED
    }

    private final int mil;
    private final int blob;
    private final int bits;
    private final Kind kind;

    DataType(int mil, int blob, int bits, Kind kind) {
        this.mil = mil;
        this.blob = blob;
        this.bits = bits;
        this.kind = kind;
    }

    /** The number in {@code MILSpec.DataType}; 0 where ML programs have no such type. */
    public int mil() {
        return mil;
    }

    /** The type code in a blob record; 0 where blob storage has none (such values are always immediate). */
    public int blob() {
        return blob;
    }

    /** Bits of one stored element. */
    public int bits() {
        return bits;
    }

    public boolean isFloat() {
        return kind == Kind.FLOAT;
    }

    public boolean isSigned() {
        return kind == Kind.SIGNED || kind == Kind.FLOAT;
    }

    public boolean isInteger() {
        return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    /** Smallest value of an integer type of at most 32 bits. */
    public long min() {
        return kind == Kind.SIGNED ? -(1L << (bits - 1)) : 0;
    }

    /** Largest value of an integer type of at most 32 bits. */
    public long max() {
        return kind == Kind.SIGNED ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
    }

    /**
     * Bytes that {@code elements} elements take when packed: {@code ceil(elements * bits / 8)}.
     *
     * @throws ArithmeticException if the number does not fit a {@code long}
     */
    public long bytes(long elements) {
        return Math.addExact(Math.multiplyExact(elements, (long) bits), 7) / 8;
    }

    /** The name that recipes and reports use, for example {@code float16} or {@code uint4}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The unsigned integer type of {@code bits} bits, 1 to 8, that table indices use. */
    public static DataType unsigned(int bits) {
        return switch (bits) {
            case 1 -> UINT1;
            case 2 -> UINT2;
            case 3 -> UINT3;
            case 4 -> UINT4;
            case 5 -> UINT5;
            case 6 -> UINT6;
            case 7 -> UINT7;
            case 8 -> UINT8;
            default -> throw new IllegalArgumentException("no unsigned type of " + bits + " bits");
        };
    }

    /** The type with this MIL number. */
    public static Optional<DataType> ofMil(int number) {
        for (DataType type : values()) {
            if (number != 0 && type.mil == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The type with this name in recipes and reports. */
    public static Optional<DataType> ofWord(String word) {
        for (DataType type : values()) {
            if (type.word().equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
