package dev.mlrecipe.imports;

import java.util.List;

/**
 * Models of a script that one recipe makes.
 *
 * @param outcomes one, several variants of one model, or several models
 * @param ofModels whether they are of several models
 */
record Group(List<Outcome> outcomes, boolean ofModels) {
    Group {
        outcomes = List.copyOf(outcomes);
    }
}
