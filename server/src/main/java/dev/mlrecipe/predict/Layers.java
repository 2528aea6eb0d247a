package dev.mlrecipe.predict;

import java.util.HashMap;
import java.util.Map;

/**
 * Which operations of ML programs do what the layers of neural networks do. Where layers run is known less well than
 * where operations do, so a layer is judged as its operation.
 */
final class Layers {
    private static final String OPERATIONS =
            """
            conv: convolution convolution3d
            linear: innerProduct
            matmul: batchedMatmul dot
            gather: embedding embeddingND gather gatherND
            gather_along_axis: gatherAlongAxis
            avg_pool: pooling pooling3d globalPooling3d
            relu: activation clampedReLU
            batch_norm: batchnorm
            instance_norm: mvn
            l2_norm: l2normalize
            layer_norm: layerNormalization
            local_response_norm: lrn
            softmax: softmax softmaxND
            add: add addBroadcastable bias average
            mul: multiply multiplyBroadcastable scale
            sub: subtractBroadcastable
            real_div: divideBroadcastable
            floor_div: floorDivBroadcastable
            mod: modBroadcastable
            pow: powBroadcastable
            maximum: max maxBroadcastable
            minimum: min minBroadcastable
            select: whereBroadcastable
            sqrt: unary
            clip: clip
            crop: crop
            crop_resize: cropResize
            pad: padding constantPad
            resize_bilinear: upsample resizeBilinear
            concat: concat concatND
            split: split splitND
            stack: stack
            tile: tile sequenceRepeat broadcastToStatic broadcastToLike broadcastToDynamic
            reshape: reshape flatten flattenTo2D reshapeStatic reshapeLike reshapeDynamic rankPreservingReshape
            transpose: permute transpose
            squeeze: squeeze
            expand_dims: expandDims
            slice_by_size: slice sliceBySize
            slice_by_index: sliceStatic sliceDynamic
            space_to_depth: reorganizeData
            identity: copy loadConstant loadConstantND
            fill: fillLike fillStatic fillDynamic
            reduce_mean: reduce reduceMean
            reduce_sum: reduceSum
            reduce_max: reduceMax
            reduce_min: reduceMin
            reduce_prod: reduceProd
            reduce_l1_norm: reduceL1
            reduce_l2_norm: reduceL2
            reduce_log_sum: reduceLogSum
            reduce_log_sum_exp: reduceLogSumExp
            reduce_sum_square: reduceSumSquare
            reduce_argmax: argMax
            reduce_argmin: argMin
            topk: topK
            argsort: argSort
            lstm: uniDirectionalLSTM biDirectionalLSTM
            gru: gru
            rnn: simpleRecurrent
            cond: branch
            while_loop: loop loopBreak loopContinue
            non_maximum_suppression: NonMaximumSuppression
            non_zero: whereNonZero
            one_hot: oneHot
            cumsum: cumSum
            reverse: reverse
            reverse_sequence: reverseSeq
            sliding_windows: slidingWindows
            band_part: matrixBandPart lowerTriangular upperTriangular
            scatter: scatter scatterND scatterAlongAxis
            shape: getShape
            range_1d: rangeStatic rangeDynamic
            random_normal: randomNormalLike randomNormalStatic randomNormalDynamic
            random_uniform: randomUniformLike randomUniformStatic randomUniformDynamic
            random_bernoulli: randomBernoulliLike randomBernoulliStatic randomBernoulliDynamic
            random_categorical: categoricalDistribution
            custom_layer: custom
            not_equal: notEqual
            less: lessThan
            less_equal: lessEqual
            greater: greaterThan
            greater_equal: greaterEqual
            logical_not: logicalNot
            logical_and: logicalAnd
            logical_or: logicalOr
            logical_xor: logicalXor
            """;

    private static final Map<String, String> BY_LAYER = byLayer();

    private Layers() {}

    /** The operation that a type of layers is judged as: its own name where operations are called the same. */
    static String operation(String layer) {
        return BY_LAYER.getOrDefault(layer, layer);
    }

    private static Map<String, String> byLayer() {
        Map<String, String> operations = new HashMap<>();
        OPERATIONS.lines().forEach(line -> {
            String[] words = line.split("[: ]+");
            for (int i = 1; i < words.length; i++) {
                operations.put(words[i], words[0]);
            }
        });
        return operations;
    }
}
