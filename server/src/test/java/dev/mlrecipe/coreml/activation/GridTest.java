package dev.mlrecipe.coreml.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.tensor.DataType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scales and zero points; the first ones are those of coremltools' {@code quantize_weight_by_dtype} for float16. */
final class GridTest {

    @ParameterizedTest
    @CsvSource({
        "-2, 2.5, INT8, false, 0x1.2140p-6f, -15",
        "-2, 2.5, UINT8, false, 0x1.2140p-6f, 113",
        "-2, 2.5, INT8, true, 0x1.4280p-6f, 0",
        "-2, 2.5, UINT8, true, 0x1.4280p-6f, 127",
        "1, 3, UINT8, false, 0x1.8180p-7f, 0",
        "-3, -1, INT8, false, 0x1.8180p-7f, 127",
    })
    void halvesAsInCoremltools(double min, double max, DataType codes, boolean symmetric, String scale, int zero) {
        Grid grid = Grid.of(new Range(min, max), new Scheme(codes, symmetric), DataType.FLOAT16);

        assertEquals(Float.parseFloat(scale), grid.scale(), grid.toString());
        assertEquals(zero, grid.zeroPoint());
    }

    /** There coremltools gets infinity, NaN or 0. */
    @ParameterizedTest
    @CsvSource({
        "-600, 600, INT8, false, 4.707, 0",
        "-60000, 60000, INT8, false, 470.5, 0",
        "-60000, 60000, INT8, true, 472.5, 0",
        "-1e9, 1e9, UINT8, false, 513.5, 128",
        "0, 0, INT8, false, 1, 0",
        "0, 0, UINT8, true, 1, 127",
        "0, 1e-7, INT8, true, 5.96e-8, 0",
    })
    void halvesThatOverflowOrVanish(double min, double max, DataType codes, boolean symmetric, double scale, int zero) {
        Grid grid = Grid.of(new Range(min, max), new Scheme(codes, symmetric), DataType.FLOAT16);

        assertEquals(scale, grid.scale(), scale * 1e-3);
        assertEquals(zero, grid.zeroPoint(), 1);
    }
}
