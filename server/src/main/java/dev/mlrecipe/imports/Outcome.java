package dev.mlrecipe.imports;

import java.util.List;
import java.util.Optional;

/**
 * A model that a script makes.
 *
 * @param model compressed, or a copy if nothing was done to it
 * @param path where it is saved; empty where it is not
 * @param conditions what must be true for it
 */
record Outcome(Value.Model model, Optional<Value> path, List<String> conditions) {

    Optional<String> output() {
        return path.flatMap(Value::text).filter(text -> !text.isEmpty());
    }

    Optional<String> input() {
        return Value.text(model.source().path).filter(text -> !text.isEmpty());
    }

    boolean savesOverItsModel() {
        return output().isPresent() && output().equals(input());
    }

    List<StepText> steps() {
        return StepText.all(model.passes());
    }

    /** The line that makes it. */
    int line() {
        return model.passes().isEmpty() ? model.source().line : model.passes().getLast().line();
    }
}
