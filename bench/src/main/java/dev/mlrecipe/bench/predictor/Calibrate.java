package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.predict.Constants;
import dev.mlrecipe.predict.Predictor;
import dev.mlrecipe.predict.StoredWeight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Fits the constants of the predictor to published measurements, and holds its predictions against all of them, each
 * model left out in turn. Writes {@code docs/predictor.md}, and the constants into {@code schema/predictor.yaml}.
 */
public final class Calibrate {
    private Calibrate() {}

    /** Arguments: the repository, and the folder with the packages of the convolutional networks. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: Calibrate REPOSITORY SEED-MODELS");
            System.exit(2);
        }
        Path repository = Path.of(arguments[0]);
        Predictor shipped = Predictor.load();
        List<Excluded> excluded = new ArrayList<>();
        List<Published> rows = Published.read(repository.resolve("bench/published.csv"));
        List<Case> cases = Case.of(rows, new Graphs(Path.of(arguments[1])), shipped, excluded);
        List<Case> marked = cases.stream().filter(Fit::marked).toList();
        Constants fitted = new Fit(shipped.constants(), marked).best();
        Map<String, Constants> without = new HashMap<>();
        for (Case one : marked) {
            if (!one.row().model().startsWith("OPT") && !one.row().model().startsWith("Llama")) {
                without.computeIfAbsent(one.row().model(), model -> new Fit(
                                shipped.constants(),
                                marked.stream().filter(c -> !c.row().model().equals(model)).toList())
                        .best());
            }
        }
        List<Outcome> outcomes = cases.stream().map(one -> outcome(one, cases, fitted, without)).toList();
        String page = new Page(rows.size(), excluded, outcomes, fitted, without).text();
        Files.writeString(repository.resolve("docs/predictor.md"), page);
        ConstantsFile.update(repository.resolve("schema/predictor.yaml"), fitted, Fit.FREE.keySet());
        System.out.print(page);
    }

    private static Outcome outcome(Case one, List<Case> cases, Constants fitted, Map<String, Constants> without) {
        Constants constants = without.getOrDefault(one.row().model(), fitted);
        double predicted = one.predicted(constants);
        OptionalDouble speedup = OptionalDouble.empty();
        OptionalDouble published = OptionalDouble.empty();
        double ratio = 1;
        for (Case other : cases) {
            if (one.baseline().isPresent() && other.row().id().equals(one.baseline().get().id())) {
                speedup = OptionalDouble.of(other.predicted(constants) / predicted);
                published = OptionalDouble.of(other.row().ms() / one.row().ms());
                ratio = bytes(other) / bytes(one);
            }
        }
        return new Outcome(one, predicted, speedup, published, ratio, without.containsKey(one.row().model()));
    }

    private static double bytes(Case one) {
        return one.workload().work().stream()
                .flatMap(work -> work.weights().stream())
                .mapToDouble(StoredWeight::storedBytes)
                .sum();
    }
}
