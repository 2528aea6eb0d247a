package dev.mlrecipe.technique.palettize;

/** Why a weight stays as it is, with the nearest options that would work. Never leaves this package. */
final class Refusal extends Exception {
    Refusal(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return getMessage();
    }
}
