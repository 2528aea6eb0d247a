package dev.mlrecipe.coreml.graph.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers with their parameters by field numbers, shapes of inputs → shapes of results, and multiply-adds. */
class LayerShapesTest {

    @ParameterizedTest(name = "{0} {1} of {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # Windows over height and width
            convolution | 1:16 2:3 20:[3 3] 30:[2 2] 50:{} | 1x1x3x227x227 | 1x1x16x113x113 | 5516208
            convolution | 1:8 2:4 10:2 20:[5 3] 30:[1 1] 51:{} | 1x8x9x7 | 1x8x9x7 | 30240
            convolution | 1:8 2:8 20:[3 3] 30:[2 1] 50:{1:{10:{1:1 2:1} 10:{1:0 2:2}}} | 1x1x8x8x8 | 1x1x8x4x8 | 18432
            convolution | 1:4 2:4 20:[3 3] 40:[2 2] 50:{} | 1x1x4x9x9 | 1x1x4x5x5 | 3600
            convolution | 1:4 2:3 50:{} | 1x3x5x5 | 1x4x3x3 | 972
            convolution | 1:6 2:4 10:2 20:[2 2] 30:[2 2] 50:{} 60:1 | 1x1x4x5x5 | 1x1x6x10x10 | 1200
            convolution | 1:6 2:4 20:[3 3] 30:[2 2] 50:{1:{10:{1:1} 10:{2:1}}} 60:1 | 1x1x4x5x5 | 1x1x6x10x10 | 5400
            convolution | 1:6 2:4 20:[3 3] 30:[2 2] 51:{} 60:1 | 1x1x4x5x5 | 1x1x6x10x10 | 5400
            convolution | 1:6 2:4 20:[3 3] 30:[2 2] 60:1 100:[11 9] | 1x1x4x5x5 | 1x1x6x11x9 | 5400
            convolution | 1:4 2:3 20:[7 7] 50:{} | 1x1x3x5x5 | 1x1x4x?x? | ?
            convolution | 1:4 2:3 20:[3 3] | 1x1x3x?x9 | 1x1x4x?x7 | ?
            convolution | 1:4 2:3 20:[3 3] 30:[0 1] | 1x1x3x9x9 | 1x1x4x?x7 | ?
            convolution | 1:4 2:3 20:[3 3] | 3x9 | ? | ?
            convolution3d | 1:4 2:6 10:2 20:3 21:3 22:3 31:1 32:2 33:2 70:1 | 1x6x8x9x9 | 1x4x6x4x4 | 31104
            convolution3d | 1:4 2:6 10:1 20:3 21:3 22:3 31:2 32:2 33:2 70:2 | 1x6x8x9x9 | 1x4x4x5x5 | 64800
            convolution3d | 1:4 2:6 20:3 21:3 22:3 80:1 81:1 | 1x6x8x9x9 | 1x4x8x7x7 | 254016
            pooling | 10:[3 3] 20:[2 2] 30:{} | 1x1x64x113x113 | 1x1x64x56x56 | 0
            pooling | 10:[3 3] 20:[2 2] 31:{} | 1x64x113x113 | 1x64x57x57 | 0
            pooling | 10:[3 3] 20:[2 2] 32:{} | 1x1x64x112x112 | 1x1x64x56x56 | 0
            pooling | 10:[3 3] 20:[2 2] 32:{10:[1 1]} | 1x1x64x112x112 | 1x1x64x57x57 | 0
            pooling | 10:[2 2] 20:[2 2] 32:{10:[1 1]} | 1x1x8x3x3 | 1x1x8x2x2 | 0
            pooling | 10:[2 2] 20:[2 2] 32:{10:[1 1]} | 1x1x8x5x5 | 1x1x8x3x3 | 0
            pooling | 60:1 | 1x1x1000x15x15 | 1x1x1000x1x1 | 0
            pooling3d | 2:2 3:2 4:2 5:2 6:2 7:2 15:1 | 1x6x8x9x9 | 1x6x4x4x4 | 0
            globalPooling3d | | 1x6x8x9x9 | 1x6x1x1x1 | 0
            padding | 1:{} 10:{10:{1:2 2:3} 10:{1:1}} | 1x1x3x5x6 | 1x1x3x10x7 | 0
            crop | 1:{10:{1:2 2:1} 10:{1:1}} | 3x9x9 | 3x6x8 | 0
            crop | 5:[1 1] | 3x9x9, 4x5x6 | 3x5x6 | 0
            upsample | 1:[2 3] | 3x5x6 | 3x10x18 | 0
            upsample | 7:[1.5 2.0] 5:1 | 3x5x6 | 3x7x12 | 0
            resizeBilinear | 1:[20 30] | 1x3x5x6 | 1x3x20x30 | 0
            cropResize | 1:[7 7] | 1x2x8x30x30, 10x1x4x1x1 | 10x2x8x7x7 | 0
            cropResize | 1:[7 7] | 1x2x8x30x30, 10x1x5x1x1 | 10x1x8x7x7 | 0
            # Matrices
            innerProduct | 1:300 2:10 | 1x1x3x10x10 | 1x1x10x1x1 | 3000
            innerProduct | 1:300 2:10 | 2x3x10x10 | 2x10x1x1 | 6000
            innerProduct | 1:8 2:5 | 2x3x8 | 2x3x5 | 240
            innerProduct | 1:8 2:5 | 8 | 5 | 40
            embedding | 1:100 2:16 | 7x1x1x1x1 | 7x1x16x1x1 | 0
            embeddingND | 1:100 2:16 | 7x1 | 7x16 | 0
            batchedMatmul | 5:8 6:5 | 2x3x8 | 2x3x5 | 240
            batchedMatmul | | 4x3x8, 8x5 | 4x3x5 | 480
            batchedMatmul | 1:1 2:1 | 4x8x3, 4x5x8 | 4x3x5 | 480
            batchedMatmul | | 8, 8x5 | 1x5 | 40
            dot | | 2x8x1x1, 2x8x1x1 | 2x1x1x1 | 16
            # Recurrent layers
            simpleRecurrent | 1:8 2:5 | 7x2x8x1x1 | 1x2x5x1x1 | 910
            gru | 1:8 2:5 15:1 | 7x2x8x1x1 | 7x2x5x1x1 | 2730
            uniDirectionalLSTM | 1:101 2:256 15:{10:0} | 1x1x101x1x1, 1x1x256x1x1 | 1x1x256x1x1 | 365568
            biDirectionalLSTM | 1:8 2:5 15:{10:1} | 7x2x8x1x1 | 7x2x10x1x1 | 7280
            # Five dimensions
            flatten | | 1x1x3x4x5 | 1x1x60x1x1 | 0
            reshape | 1:[5 4 3] | 7x1x3x4x5 | 7x1x5x4x3 | 0
            reshape | 1:[2 30 1 1] | 1x1x3x4x5 | 2x1x30x1x1 | 0
            permute | 1:[0 3 1 2] | 7x1x3x4x5 | 7x1x5x3x4 | 0
            permute | 1:[3 1 2 0] | 7x1x3x4x5 | 5x1x3x4x7 | 0
            concat | | 1x1x3x4x5, 1x1x2x4x5 | 1x1x5x4x5 | 0
            concat | 100:1 | 2x1x3x4x5, 7x1x3x4x5 | 9x1x3x4x5 | 0
            concat | | 1x1x3x4x5, ? | ? | 0
            split | 1:3 | 1x1x6x4x5 | 1x1x2x4x5 | 0
            sequenceRepeat | 1:3 | 2x1x6x4x5 | 6x1x6x4x5 | 0
            reorganizeData | 1:0 2:2 | 1x1x3x4x6 | 1x1x12x2x3 | 0
            reorganizeData | 1:1 2:2 | 1x1x12x2x3 | 1x1x3x4x6 | 0
            slice | 1:1 2:-1 3:2 4:0 | 1x1x8x4x5 | 1x1x3x4x5 | 0
            slice | 1:0 2:3 3:1 4:2 | 1x1x8x4x5 | 1x1x8x4x3 | 0
            reduce | 3:0 | 1x1x8x4x5 | 1x1x1x1x1 | 0
            reduce | 3:1 | 1x1x8x4x5 | 1x1x8x1x1 | 0
            reduce | 3:2 | 1x1x8x4x5 | 1x1x1x4x5 | 0
            add | | 1x1x8x4x5, 1x1x8x1x1 | 1x1x8x4x5 | 0
            activation | 10:{} | 1x1x8x4x5 | 1x1x8x4x5 | 0
            batchnorm | 1:8 | 1x8x4x5 | 1x8x4x5 | 0
            # Any rank
            addBroadcastable | | 8x1x5, 4x1 | 8x4x5 | 0
            whereBroadcastable | | 4x1, 1x5, 1 | 4x5 | 0
            concatND | 1:-1 | 2x3, 2x4 | 2x7 | 0
            stack | 1:1 | 2x3, 2x3, 2x3 | 2x3x3 | 0
            transpose | 1:[2 0 1] | 2x3x4 | 4x2x3 | 0
            squeeze | 1:[0 -1] | 1x3x1 | 3 | 0
            squeeze | 2:1 | 1x1 | 1 | 0
            expandDims | 1:[0 -1] | 3 | 1x3x1 | 0
            flattenTo2D | 1:-1 | 2x3x4 | 6x4 | 0
            reshapeStatic | 1:[6 -1] | 2x3x4 | 6x4 | 0
            reshapeStatic | 1:[5 -1] | 2x3x4 | 5x? | 0
            rankPreservingReshape | 1:[0 -1 2] | 2x3x4 | 2x6x2 | 0
            reshapeLike | | 2x3, 6x1 | 6x1 | 0
            broadcastToStatic | 1:[4 3] | 3 | 4x3 | 0
            gather | 1:1 | 2x9x4, 5x6 | 2x5x6x4 | 0
            gatherND | | 2x9x4, 7x2 | 7x4 | 0
            gatherAlongAxis | 1:0 | 2x9, 5x9 | 5x9 | 0
            reduceMean | 1:[1] 2:1 | 2x3x4 | 2x1x4 | 0
            reduceSum | 1:[0 -1] | 2x3x4 | 3 | 0
            reduceMax | 3:1 | 2x3x4 | 1 | 0
            argMax | 1:-1 2:1 | 2x3x4 | 2x3 | 0
            topK | 1:-1 2:2 | 2x9 | 2x2 | 0
            topK | 1:-1 | 2x9, 1 | 2x? | 0
            sliceStatic | 1:[0 1] 2:[0 0] 3:[2 -1] 4:[0 0] 5:[1 2] 6:[0 0] | 5x9 | 2x4 | 0
            sliceStatic | 1:[0 8] 2:[1 0] 3:[0 0] 4:[1 1] 5:[2 -1] 6:[0 0] | 5x9 | 3x9 | 0
            sliceStatic | 1:[3 0] 2:[0 1] 3:[4 0] 4:[0 1] 5:[1 1] 6:[1 0] | 5x9 | 9 | 0
            sliceBySize | 2:3 3:1 | 5x9, 1 | 5x3 | 0
            slidingWindows | 1:-1 2:3 3:2 | 2x9 | 2x4x3 | 0
            tile | 1:[2 1] | 2x9 | 4x9 | 0
            tile | | 2x9, 2 | ?x? | 0
            constantPad | 2:[0 0 1 2] | 2x9 | 2x12 | 0
            constantPad | 2:[4 0 0 20] 3:1 | 2x9 | 4x20 | 0
            oneHot | 1:10 2:-1 | 2x9 | 2x9x10 | 0
            getShape | | 2x9x4 | 3 | 0
            NonMaximumSuppression | 3:20 | 1x900x4, 1x900x80 | 1x20x4 | 0
            reshapeDynamic | | 2x9, 2 | ? | 0
            custom | 10:"mine" | 2x9 | ? | 0
            loadConstant | 1:[3 4 5] | | 1x1x3x4x5 | 0
            loadConstantND | 1:[3 4] | | 3x4 | 0
            fillStatic | 2:[3 4] | | 3x4 | 0
            rangeStatic | 1:10.0 2:1.0 3:2.0 | | 5 | 0
            """)
    void shapesFollowFromParameters(String type, String fields, String inputs, String expected, String multiplyAdds)
            {
        List<Optional<List<Long>>> shapes = inputs == null
                ? List.of()
                : Arrays.stream(inputs.split(",")).map(word -> shape(word.strip())).toList();
        Layer layer = layer(type, fields == null ? "" : fields, shapes.size());
        Optional<List<Long>> result = LayerShapes.of(layer, shapes, 0);
        assertEquals(expected, words(result));
        Optional<List<Long>> factors = LayerMultiplyAdds.factors(layer, shapes, result);
        String found = factors.isEmpty() || factors.get().contains(Dims.UNKNOWN)
                ? "?"
                : factors.get().isEmpty() ? "0" : Long.toString(Dims.product(factors.get()));
        assertEquals(multiplyAdds, found);
    }

    @ParameterizedTest(name = "output {4} of {0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            splitND            | 1:1 2:3                | 2x9                       | 2x3         | 2
            splitND            | 1:1 3:[2 7 1]          | 2x10                      | 2x7         | 1
            uniDirectionalLSTM | 1:8 2:5 15:{10:1}      | 7x2x8x1x1                 | 1x2x5x1x1   | 2
            biDirectionalLSTM  | 1:8 2:5 15:{10:1}      | 7x2x8x1x1                 | 1x2x5x1x1   | 4
            NonMaximumSuppression | 3:20                | 1x900x4, 1x900x80         | 1x20x80     | 1
            NonMaximumSuppression | 3:20                | 1x900x4, 1x900x80         | 1x20        | 2
            NonMaximumSuppression | 3:20                | 1x900x4, 1x900x80         | 1           | 3
            """)
    void laterResults(String type, String fields, String inputs, String expected, int output) {
        List<Optional<List<Long>>> shapes =
                Arrays.stream(inputs.split(",")).map(word -> shape(word.strip())).toList();
        assertEquals(expected, words(LayerShapes.of(layer(type, fields, shapes.size()), shapes, output)));
    }

    private static Layer layer(String type, String fields, int inputs) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            names.add("x" + i);
        }
        Fields parameters = Fields.of(Wire.of(fields).toByteArray());
        return new Layer("layer", type, names, List.of("a", "b", "c"), List.of(), parameters, List.of());
    }

    private static Optional<List<Long>> shape(String word) {
        return word.equals("?")
                ? Optional.empty()
                : Optional.of(Arrays.stream(word.split("x"))
                        .map(dim -> dim.equals("?") ? Dims.UNKNOWN : Long.valueOf(dim))
                        .toList());
    }

    private static String words(Optional<List<Long>> shape) {
        return shape.map(dims -> dims.stream()
                        .map(dim -> dim == Dims.UNKNOWN ? "?" : dim.toString())
                        .collect(Collectors.joining("x")))
                .orElse("?");
    }
}
