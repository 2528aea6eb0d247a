package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.predict.Constants;
import dev.mlrecipe.predict.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits the constants of the predictor to published measurements, and holds its predictions against all of them, each
 * model left out in turn. Writes {@code docs/predictor.md}, the constants into {@code schema/predictor.yaml}, and all
 * fits to {@code bench/predictor-fits.csv}, so that a test can tell whether the page is what they give.
 */
public final class Calibrate {
    private final Predictor shipped = Predictor.load();
    private final List<Excluded> excluded = new ArrayList<>();
    private final List<Published> rows;
    private final List<Case> cases;

    Calibrate(Path repository) throws IOException {
        this.rows = Published.read(repository.resolve("bench/published.csv"));
        this.cases = Case.of(rows, new Graphs(repository), shipped, excluded);
    }

    /** Argument: the repository. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: Calibrate REPOSITORY");
            System.exit(2);
        }
        Path repository = Path.of(arguments[0]);
        Calibrate calibrate = new Calibrate(repository);
        Fits fits = calibrate.fits();
        Files.write(fitsFile(repository), calibrate.lines(fits));
        String page = calibrate.page(fits);
        Files.writeString(repository.resolve("docs/predictor.md"), page);
        ConstantsFile.update(repository.resolve("schema/predictor.yaml"), fits.all(), Fit.FREE.keySet());
        System.out.print(page);
    }

    static Path fitsFile(Path repository) {
        return repository.resolve("bench/predictor-fits.csv");
    }

    Constants constants() {
        return shipped.constants();
    }

    /** All fits; takes half a minute. */
    Fits fits() {
        return Fits.of(shipped.constants(), cases);
    }

    List<String> lines(Fits fits) {
        return fits.lines(cases);
    }

    String page(Fits fits) {
        return new Page(rows.size(), excluded, Outcome.of(cases, fits), fits).text();
    }
}
