package dev.mlrecipe.analysis;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.ModelUnreadable;
import dev.mlrecipe.recipe.Located;
import java.util.List;
import java.util.Locale;

/** {@code model-unreadable}: missing, damaged, compiled, or of a kind that cannot be compressed. */
final class ModelCheck implements Check {
    @Override
    public List<Finding> findings(Situation situation) {
        return situation.recipe().model().map(model -> findings(situation, model)).orElse(List.of());
    }

    private static List<Finding> findings(Situation situation, Located<String> model) {
        String path = model.value();
        if (path.toLowerCase(Locale.ROOT).replaceAll("[/\\\\]+$", "").endsWith(".mlmodelc")) {
            return List.of(ModelUnreadable.compiled(model.span(), path));
        }
        if (situation.paths().isPresent() && situation.paths().get().model().isEmpty()) {
            return List.of(ModelUnreadable.noPath(model.span(), path));
        }
        return switch (situation.model()) {
            case ModelState.Unknown unknown -> List.of();
            case ModelState.Unreadable unreadable ->
                List.of(ModelUnreadable.of(model.span(), unreadable.problem()));
            case ModelState.Read read -> switch (read.index().kind()) {
                case ML_PROGRAM -> List.of();
                case NEURAL_NETWORK -> weightless(read, model, "a neural network without weights");
                case PIPELINE -> weightless(read, model, "a pipeline without weights of neural networks");
                case OTHER -> List.of(ModelUnreadable.kind(model.span(), path, "no neural network"));
            };
        };
    }

    private static List<Finding> weightless(ModelState.Read read, Located<String> model, String kind) {
        return read.index().weights().isEmpty()
                ? List.of(ModelUnreadable.kind(model.span(), model.value(), kind))
                : List.of();
    }
}
