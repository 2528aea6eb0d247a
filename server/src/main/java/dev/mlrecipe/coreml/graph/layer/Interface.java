package dev.mlrecipe.coreml.graph.layer;

import dev.mlrecipe.coreml.graph.DefaultShapes;
import dev.mlrecipe.coreml.graph.OpenInput;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.proto.ArrayFeatureType;
import dev.mlrecipe.coreml.proto.FeatureDescription;
import dev.mlrecipe.coreml.proto.ImageFeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Inputs of a network as its layers see them. The numbers are field numbers of FeatureTypes.proto. */
final class Interface {
    /** What every value of a network is. */
    static final String DTYPE = "float32";

    /** Sizes of images that are told. */
    private static final int MOST = 8;

    private Interface() {}

    /** A value of the network; one of which not even the rank is known has a single unknown dimension. */
    static ValueFacts value(String name, Optional<List<Long>> shape) {
        return new ValueFacts(name, shape.orElse(List.of(ValueFacts.UNKNOWN)), DTYPE);
    }

    /** The input, if the description allows more than one shape of it. */
    static Optional<OpenInput> open(FeatureDescription feature, ValueFacts input) {
        return switch (feature.getType().getTypeCase()) {
            case MULTIARRAYTYPE -> {
                ArrayFeatureType array = feature.getType().getMultiArrayType();
                boolean fixed = switch (array.getShapeFlexibilityCase()) {
                    case ENUMERATEDSHAPES -> array.getEnumeratedShapes().getShapesCount() < 2;
                    case SHAPERANGE -> array.getShapeRange().getSizeRangesList().stream()
                            .allMatch(range -> range.getLowerBound() == range.getUpperBound());
                    case SHAPEFLEXIBILITY_NOT_SET -> true;
                };
                yield fixed
                        ? Optional.empty()
                        : Optional.of(new OpenInput(input.name(), input.shape(), DefaultShapes.allowed(array)));
            }
            case IMAGETYPE -> {
                Fields image = fields(feature.getType().getImageType());
                yield image.has(21) || image.has(31)
                        ? Optional.of(new OpenInput(input.name(), input.shape(), allowed(image)))
                        : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /** The shape of an input by default; empty if it does not follow from the description. */
    static Optional<List<Long>> shape(FeatureDescription feature, Network network) {
        return switch (feature.getType().getTypeCase()) {
            case MULTIARRAYTYPE -> array(DefaultShapes.shape(feature.getType().getMultiArrayType()), network);
            case IMAGETYPE -> {
                Fields image = fields(feature.getType().getImageType());
                // 20 and 30 are RGB and BGR, the others have one channel.
                long channels = image.number(3) == 20 || image.number(3) == 30 ? 3 : 1;
                List<Long> shape = new ArrayList<>(network.flatImages() ? List.of(1L) : List.of(1L, 1L));
                shape.addAll(Dims.dims(List.of(channels, image.number(2), image.number(1))));
                yield Optional.of(shape);
            }
            case INT64TYPE, DOUBLETYPE -> Optional.of(network.exactArrays() ? List.of(1L) : List.of(1L, 1L, 1L, 1L, 1L));
            default -> Optional.empty();
        };
    }

    private static Optional<List<Long>> array(List<Long> declared, Network network) {
        List<Long> shape = Dims.dims(declared);
        if (network.exactArrays()) {
            return shape.isEmpty() ? Optional.empty() : Optional.of(shape);
        }
        return switch (shape.size()) {
            case 1 -> Optional.of(List.of(1L, 1L, shape.get(0), 1L, 1L));
            case 3 -> Optional.of(Stream.concat(Stream.of(1L, 1L), shape.stream()).toList());
            case 5 -> Optional.of(shape);
            default -> Optional.empty();
        };
    }

    private static String allowed(Fields image) {
        if (image.has(21)) {
            return image.message(21).messages(1).stream()
                    .limit(MOST)
                    .map(size -> size.number(2) + " x " + size.number(1))
                    .collect(Collectors.joining(" or "));
        }
        return range(image.message(31).message(2)) + " x " + range(image.message(31).message(1));
    }

    private static String range(Fields range) {
        return range.number(2) < 0
                ? "at least " + range.number(1)
                : range.number(1) == range.number(2)
                        ? Long.toString(range.number(1))
                        : range.number(1) + " to " + range.number(2);
    }

    private static Fields fields(ImageFeatureType image) {
        return Fields.of(image.toByteArray());
    }
}
