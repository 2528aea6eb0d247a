package dev.mlrecipe.suggest;

/** A budget that no recipe reaches; the message says what can be reached. */
public final class BudgetException extends Exception {
    private static final long serialVersionUID = 1L;

    public BudgetException(String message) {
        super(message);
    }
}
