package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mlrecipe.coreml.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockGridTest {

    @Test
    void stripesAreAsShortAsPossible() {
        assertEquals("64 x 288 in 1", describe(Shape.of(64, 32, 3, 3), Shape.of(64, 1, 1, 1)));
        assertEquals("256 x 72 in 1", describe(Shape.of(64, 32, 3, 3), Shape.of(64, 4, 1, 1)));
        assertEquals("1 x 18432 in 32", describe(Shape.of(64, 32, 3, 3), Shape.of(1, 32, 1, 1)));
        assertEquals("1 x 18432 in 1", describe(Shape.of(64, 32, 3, 3), Shape.of(1, 1, 1, 1)));
        assertEquals("2 x 384 in 96", describe(Shape.of(8, 96), Shape.of(2, 96)));
        assertEquals("1 x 7 in 1", describe(Shape.of(7), Shape.of(1)));
        assertEquals("7 x 1 in 1", describe(Shape.of(7), Shape.of(7)));
    }

    private static String describe(Shape shape, Shape grid) {
        BlockGrid blocks = BlockGrid.of(shape, grid);
        return blocks.stripes() + " x " + blocks.stripeElements() + " in " + blocks.stripeBlocks();
    }

    @Test
    void walkingTheRowsFindsTheBlockOfEveryElement() {
        List<Shape> grids = List.of(
                Shape.of(1, 1, 1, 1), Shape.of(4, 1, 1, 1), Shape.of(2, 3, 1, 2), Shape.of(1, 3, 2, 1),
                Shape.of(2, 1, 2, 1), Shape.of(4, 6, 2, 4), Shape.of(1, 1, 1, 4), Shape.of(2, 2, 1, 4));
        Shape shape = Shape.of(4, 6, 2, 4);
        for (Shape grid : grids) {
            BlockGrid blocks = BlockGrid.of(shape, grid);
            for (int i = 0; i < shape.elements(); i++) {
                long inStripe = i % blocks.stripeElements();
                long row = inStripe / blocks.rowElements();
                long found = i / blocks.stripeElements() * blocks.stripeBlocks() + blocks.firstBlock(row)
                        + inStripe % blocks.rowElements() / blocks.run();
                assertEquals(blockOf(i, shape, grid), found, grid + " element " + i);
            }
        }
    }

    private static long blockOf(int element, Shape shape, Shape grid) {
        long block = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            long coordinate = element / shape.stride(axis) % shape.dim(axis);
            block = block * grid.dim(axis) + coordinate / (shape.dim(axis) / grid.dim(axis));
        }
        return block;
    }

    @Test
    void blocksMustFit() {
        assertThrows(IllegalArgumentException.class, () -> BlockGrid.of(Shape.of(6), Shape.of(4)));
        assertThrows(IllegalArgumentException.class, () -> BlockGrid.of(Shape.of(6), Shape.of(6, 1)));
        assertThrows(IllegalArgumentException.class, () -> BlockGrid.of(Shape.of(0), Shape.of(1)));
    }
}
