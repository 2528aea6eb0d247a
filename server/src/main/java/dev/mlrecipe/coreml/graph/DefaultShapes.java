package dev.mlrecipe.coreml.graph;

import dev.mlrecipe.coreml.proto.ArrayFeatureType;
import dev.mlrecipe.coreml.proto.FeatureDescription;
import dev.mlrecipe.coreml.proto.FunctionDescription;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.ModelDescription;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sizes that a model's description gives for inputs whose dimensions the program leaves open. */
public final class DefaultShapes {
    /** Fields of {@code ImageFeatureType} in Core ML's FeatureTypes.proto. */
    private static final int IMAGE_WIDTH = 1;

    private static final int IMAGE_HEIGHT = 2;

    /** Shapes or dimensions that are told. */
    private static final int MOST = 8;

    private final List<FeatureDescription> features;

    DefaultShapes(Model model, String function) {
        ModelDescription description = model.getDescription();
        features = Stream.concat(
                        description.getFunctionsList().stream()
                                .filter(named -> named.getName().equals(function))
                                .map(FunctionDescription::getInputList),
                        Stream.of(description.getInputList()))
                .flatMap(List::stream)
                .toList();
    }

    /** The input with its open dimensions filled in as far as the description goes. */
    ValueFacts fill(ValueFacts input) {
        for (FeatureDescription feature : features) {
            if (feature.getName().equals(input.name())) {
                return Shapes.fill(input, shape(feature));
            }
        }
        return input;
    }

    /** What the description allows for an open input, in words; empty where it says nothing. */
    String allowed(String input) {
        return features.stream()
                .filter(feature -> feature.getName().equals(input))
                .filter(feature -> feature.getType().hasMultiArrayType())
                .map(feature -> allowed(feature.getType().getMultiArrayType()))
                .findFirst()
                .orElse("");
    }

    /** What an array may look like, in words; empty where only one shape is possible or nothing is said. */
    public static String allowed(ArrayFeatureType array) {
        if (array.hasEnumeratedShapes()) {
            return array.getEnumeratedShapes().getShapesList().stream()
                    .limit(MOST)
                    .map(shape -> ValueFacts.words(shape.getShapeList()))
                    .collect(Collectors.joining(" or "));
        }
        return array.getShapeRange().getSizeRangesList().stream()
                .limit(MOST)
                .map(range -> range.getUpperBound() < 0
                        ? "at least " + Long.toUnsignedString(range.getLowerBound())
                        : range.getLowerBound() == range.getUpperBound()
                                ? Long.toString(range.getUpperBound())
                                : Long.toUnsignedString(range.getLowerBound()) + " to " + range.getUpperBound())
                .collect(Collectors.joining(" x "));
    }

    private static List<Long> shape(FeatureDescription feature) {
        return switch (feature.getType().getTypeCase()) {
            case MULTIARRAYTYPE -> shape(feature.getType().getMultiArrayType());
            case STATETYPE -> shape(feature.getType().getStateType().getArrayType());
            case IMAGETYPE -> {
                var fields = feature.getType().getImageType().getUnknownFields();
                yield List.of(
                        1L,
                        ValueFacts.UNKNOWN,
                        number(fields.getField(IMAGE_HEIGHT).getVarintList()),
                        number(fields.getField(IMAGE_WIDTH).getVarintList()));
            }
            default -> List.of();
        };
    }

    /** The shape that an array has by default. */
    public static List<Long> shape(ArrayFeatureType array) {
        boolean enumerated = array.getShapeCount() == 0 && array.getEnumeratedShapes().getShapesCount() > 0;
        return enumerated ? array.getEnumeratedShapes().getShapes(0).getShapeList() : array.getShapeList();
    }

    private static long number(List<Long> varints) {
        return varints.isEmpty() ? ValueFacts.UNKNOWN : varints.get(varints.size() - 1);
    }
}
