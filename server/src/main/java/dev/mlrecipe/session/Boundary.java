package dev.mlrecipe.session;

import java.nio.file.Path;
import java.util.Optional;

/** Which files recipes may use. Someone who opens a recipe in an editor has not asked for what it says. */
public interface Boundary {

    /** Everything that the user may: for the command line, where the user names the recipe to run. */
    Boundary NONE = new Boundary() {
        @Override
        public Optional<String> forbidsReading(Path model) {
            return Optional.empty();
        }

        @Override
        public Optional<String> forbidsOutput(Path output) {
            return Optional.empty();
        }
    };

    /** Why a model or a measured file may not be read, in words that follow its path; empty if it may. Asked before it is touched. */
    Optional<String> forbidsReading(Path model);

    /** Why an output may not be written, in words that follow its path; empty if it may. Asked before it is touched. */
    Optional<String> forbidsOutput(Path output);
}
