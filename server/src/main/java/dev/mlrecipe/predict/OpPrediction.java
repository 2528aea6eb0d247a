package dev.mlrecipe.predict;

import java.util.List;

/**
 * What is predicted for one operation.
 *
 * @param op its name
 * @param type its type
 * @param unit where it runs
 * @param supported where it could run, fastest kind of unit first
 * @param ms how much of a run's milliseconds it takes; 0 if it runs as part of another one
 * @param bound what that is mostly made of
 * @param rule why it runs there
 * @param confidence how far the unit can be trusted
 * @param weightMemory bytes of its weights while the model is loaded
 */
public record OpPrediction(
        String op,
        String type,
        Unit unit,
        List<Unit> supported,
        double ms,
        Bound bound,
        String rule,
        Confidence confidence,
        long weightMemory) {

    public OpPrediction {
        supported = List.copyOf(supported);
    }
}
