package dev.mlrecipe.engine;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What an output may be called: a package makes a package and a file a file, and the ending says which. */
public final class OutputName {
    private static final String PACKAGE = ".mlpackage";
    private static final String FILE = ".mlmodel";

    private OutputName() {}

    /** What is wrong with a name, in words that follow it; empty if it says what the output will be. */
    public static Optional<String> misfit(Path model, Path output) {
        if (ends(model, FILE) && ends(output, PACKAGE)) {
            return Optional.of("is named like a package, but a model in one file makes one file: " + FILE);
        }
        return ends(model, PACKAGE) && ends(output, FILE)
                ? Optional.of("is named like a single file, but a package makes a package: " + PACKAGE)
                : Optional.empty();
    }

    /** @throws OutputException if the name says something else than the output will be */
    static void require(Path model, Path output) throws OutputException {
        Optional<String> misfit = misfit(model, output);
        if (misfit.isPresent()) {
            throw new OutputException(OutputException.Reason.CONFLICT, output, misfit.get());
        }
    }

    private static boolean ends(Path path, String ending) {
        Path name = path.getFileName();
        return name != null && name.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }
}
