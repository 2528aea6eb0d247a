package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.proto.BatchedMatMulLayerParams;
import dev.mlrecipe.coreml.proto.Convolution3DLayerParams;
import dev.mlrecipe.coreml.proto.ConvolutionLayerParams;
import dev.mlrecipe.coreml.proto.EmbeddingLayerParams;
import dev.mlrecipe.coreml.proto.EmbeddingNDLayerParams;
import dev.mlrecipe.coreml.proto.InnerProductLayerParams;
import dev.mlrecipe.coreml.proto.NeuralNetworkLayer;
import java.util.List;
import java.util.Optional;

/**
 * Shapes of weights, row-major, from the sizes that their layer says. Vectors and constants have none of their own:
 * they are as long as what is stored.
 */
final class WeightShapes {
    private static final int DEFAULT_KERNEL = 3;
    private static final ChannelAxes OUTPUT_FIRST = new ChannelAxes(0, 1);
    private static final ChannelAxes INPUT_FIRST = new ChannelAxes(1, 0);
    /** Where the format has no place for values per output channel. */
    private static final ChannelAxes NO_OUTPUT = new ChannelAxes(Integer.MAX_VALUE, 0);

    private WeightShapes() {}

    /**
     * The dimensions of a matrix or kernel, which may be nonsense; empty for vectors and constants.
     *
     * @param field name of the weight's field
     */
    static Optional<long[]> of(NeuralNetworkLayer layer, String field) {
        return switch (layer.getLayerCase()) {
            case CONVOLUTION -> when(field, "weights", convolution(layer.getConvolution()));
            case CONVOLUTION3D -> when(field, "weights", convolution(layer.getConvolution3D()));
            case INNERPRODUCT -> {
                InnerProductLayerParams p = layer.getInnerProduct();
                yield when(field, "weights", p.getOutputChannels(), p.getInputChannels());
            }
            case EMBEDDING -> {
                EmbeddingLayerParams p = layer.getEmbedding();
                yield when(field, "weights", p.getOutputChannels(), p.getInputDim());
            }
            case EMBEDDINGND -> {
                EmbeddingNDLayerParams p = layer.getEmbeddingND();
                yield when(field, "weights", p.getEmbeddingSize(), p.getVocabSize());
            }
            case BATCHEDMATMUL -> {
                BatchedMatMulLayerParams p = layer.getBatchedMatmul();
                yield when(field, "weights", p.getWeightMatrixSecondDimension(), p.getWeightMatrixFirstDimension());
            }
            case SIMPLERECURRENT -> recurrent(
                    field,
                    layer.getSimpleRecurrent().getInputVectorSize(),
                    layer.getSimpleRecurrent().getOutputVectorSize());
            case GRU -> recurrent(field, layer.getGru().getInputVectorSize(), layer.getGru().getOutputVectorSize());
            case UNIDIRECTIONALLSTM -> recurrent(
                    field,
                    layer.getUniDirectionalLSTM().getInputVectorSize(),
                    layer.getUniDirectionalLSTM().getOutputVectorSize());
            case BIDIRECTIONALLSTM -> recurrent(
                    field,
                    layer.getBiDirectionalLSTM().getInputVectorSize(),
                    layer.getBiDirectionalLSTM().getOutputVectorSize());
            default -> Optional.empty();
        };
    }

    /** Output and input channels of a weight. */
    static ChannelAxes axes(NeuralNetworkLayer layer, String field) {
        if (of(layer, field).isEmpty()) {
            return NO_OUTPUT;
        }
        return switch (layer.getLayerCase()) {
            case CONVOLUTION -> axes(
                    layer.getConvolution().getIsDeconvolution(), layer.getConvolution().getNGroups());
            case CONVOLUTION3D -> axes(
                    layer.getConvolution3D().getIsDeconvolution(), layer.getConvolution3D().getNGroups());
            default -> OUTPUT_FIRST;
        };
    }

    /** A grouped deconvolution has an axis for the channels of a group, but scales would be for all channels. */
    private static ChannelAxes axes(boolean deconvolution, long groups) {
        if (!deconvolution) {
            return OUTPUT_FIRST;
        }
        return groups > 1 ? NO_OUTPUT : INPUT_FIRST;
    }

    private static long[] convolution(ConvolutionLayerParams p) {
        long height = p.getKernelSizeCount() > 0 ? p.getKernelSize(0) : DEFAULT_KERNEL;
        long width = p.getKernelSizeCount() > 1 ? p.getKernelSize(1) : DEFAULT_KERNEL;
        return p.getIsDeconvolution()
                ? new long[] {p.getKernelChannels(), grouped(p.getOutputChannels(), p.getNGroups()), height, width}
                : new long[] {p.getOutputChannels(), p.getKernelChannels(), height, width};
    }

    private static long[] convolution(Convolution3DLayerParams p) {
        long input = p.getInputChannels();
        long output = p.getOutputChannels();
        long groups = p.getNGroups();
        return p.getIsDeconvolution()
                ? new long[] {
                    input, grouped(output, groups), p.getKernelDepth(), p.getKernelHeight(), p.getKernelWidth()
                }
                : new long[] {
                    output, grouped(input, groups), p.getKernelDepth(), p.getKernelHeight(), p.getKernelWidth()
                };
    }

    private static long grouped(long channels, long groups) {
        return groups > 1 ? channels / groups : channels;
    }

    private static Optional<long[]> recurrent(String field, long input, long output) {
        if (field.endsWith("RecursionMatrix") || field.equals("recursionMatrix")) {
            return Optional.of(new long[] {output, output});
        }
        return field.endsWith("WeightMatrix") || field.equals("weightMatrix")
                ? Optional.of(new long[] {output, input})
                : Optional.empty();
    }

    private static Optional<long[]> when(String field, String wanted, long... dims) {
        return field.equals(wanted) ? Optional.of(dims) : Optional.empty();
    }

    /** The number of elements of vectors of which it follows from the layer; quantized ones need it. */
    static Optional<Long> vector(NeuralNetworkLayer layer, String field) {
        return switch (layer.getLayerCase()) {
            case CONVOLUTION -> Optional.of(layer.getConvolution().getOutputChannels());
            case CONVOLUTION3D -> Optional.of((long) layer.getConvolution3D().getOutputChannels());
            case INNERPRODUCT -> Optional.of(layer.getInnerProduct().getOutputChannels());
            case EMBEDDING -> Optional.of(layer.getEmbedding().getOutputChannels());
            case EMBEDDINGND -> Optional.of(layer.getEmbeddingND().getEmbeddingSize());
            case BATCHEDMATMUL -> Optional.of(layer.getBatchedMatmul().getWeightMatrixSecondDimension());
            case BATCHNORM -> Optional.of(layer.getBatchnorm().getChannels());
            case SIMPLERECURRENT -> Optional.of(layer.getSimpleRecurrent().getOutputVectorSize());
            case GRU -> Optional.of(layer.getGru().getOutputVectorSize());
            case UNIDIRECTIONALLSTM -> Optional.of(layer.getUniDirectionalLSTM().getOutputVectorSize());
            case BIDIRECTIONALLSTM -> Optional.of(layer.getBiDirectionalLSTM().getOutputVectorSize());
            case SCALE -> product(field.equals("scale")
                    ? layer.getScale().getShapeScaleList()
                    : layer.getScale().getShapeBiasList());
            case BIAS -> product(layer.getBias().getShapeList());
            case LOADCONSTANT -> product(layer.getLoadConstant().getShapeList());
            case LOADCONSTANTND -> product(layer.getLoadConstantND().getShapeList());
            case LAYERNORMALIZATION -> product(layer.getLayerNormalization().getNormalizedShapeList());
            default -> Optional.empty();
        };
    }

    private static Optional<Long> product(List<Long> dims) {
        long product = 1;
        try {
            for (long dim : dims) {
                product = Math.multiplyExact(product, dim);
            }
        } catch (ArithmeticException tooLarge) {
            return Optional.empty();
        }
        return dims.isEmpty() ? Optional.empty() : Optional.of(product);
    }
}
