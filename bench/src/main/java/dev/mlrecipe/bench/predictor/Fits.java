package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.predict.Constants;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The constants fitted to all marked rows, and those fitted without each family of models.
 *
 * @param all fitted to all
 * @param without by the family that was left out
 */
record Fits(Constants all, Map<String, Constants> without) {
    private static final String NONE = "none";

    /** Fits all of them, two at a time; the same rows give the same constants. */
    static Fits of(Constants shipped, List<Case> cases) {
        List<Case> marked = cases.stream().filter(Fit::marked).toList();
        List<String> families = marked.stream()
                .filter(Fits::leftOut)
                .map(one -> one.row().family())
                .distinct()
                .toList();
        List<Constants> fitted = families.parallelStream()
                .map(family -> fit(shipped, cases, family).best())
                .toList();
        Map<String, Constants> without = new LinkedHashMap<>();
        for (int i = 0; i < families.size(); i++) {
            without.put(families.get(i), fitted.get(i));
        }
        return new Fits(fit(shipped, cases, NONE).best(), without);
    }

    private static Fit fit(Constants shipped, List<Case> cases, String without) {
        return new Fit(
                shipped,
                cases.stream().filter(Fit::marked).filter(c -> !c.row().family().equals(without)).toList());
    }

    /** Whether its family is left out in turn: where rows are marked for one constant only, nothing would be left. */
    private static boolean leftOut(Case one) {
        return !one.row().model().startsWith("OPT") && !one.row().model().startsWith("Llama");
    }

    /** The constants to judge a row with: those that know nothing of its family. */
    Constants judging(Published row) {
        return without.getOrDefault(row.family(), all);
    }

    /**
     * The fits as lines of a file: what was left out, the constants, and how far the rows are from them, by which a test
     * tells whether rows, programs and predictor are still those of the fits.
     */
    List<String> lines(List<Case> cases) {
        List<String> lines = new ArrayList<>();
        lines.add("left_out," + String.join(",", Fit.FREE.keySet()) + ",distance");
        lines.add(line(NONE, all, cases));
        without.forEach((family, constants) -> lines.add(line(family, constants, cases)));
        return lines;
    }

    private static String line(String name, Constants constants, List<Case> cases) {
        List<String> cells = new ArrayList<>(List.of(name));
        Fit.FREE.keySet().forEach(c -> cells.add(
                new BigDecimal(Double.toString(constants.all().get(c).is())).stripTrailingZeros().toPlainString()));
        cells.add(String.format(Locale.ROOT, "%.6f", fit(constants, cases, name).objective(constants)));
        return String.join(",", cells);
    }

    static Fits read(Path csv, Constants shipped) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        List<String> names = List.of(lines.get(0).split(","));
        Map<String, Constants> fits = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            Map<String, Double> values = new LinkedHashMap<>();
            for (int i = 1; i < cells.length - 1; i++) {
                values.put(names.get(i), Double.valueOf(cells[i]));
            }
            fits.put(cells[0], shipped.with(values));
        }
        Constants all = fits.remove(NONE);
        return new Fits(all, fits);
    }
}
