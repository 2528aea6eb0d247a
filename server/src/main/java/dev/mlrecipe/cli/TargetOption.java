package dev.mlrecipe.cli;

import dev.mlrecipe.availability.Target;
import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.session.InputException;

/** The value of {@code --target}, which several commands have. */
final class TargetOption {
    private TargetOption() {}

    /**
     * The target that was given.
     *
     * @throws InputException if it is none
     */
    static Target of(String word, Targets.Reading reading) throws InputException {
        return switch (reading) {
            case Targets.Reading.Known known -> known.target();
            case Targets.Reading.Unknown unknown ->
                throw new InputException("--target " + word + ": " + unknown.problem());
        };
    }
}
