package dev.mlrecipe.imports;

/** What to say of a value that the recipe cannot have. */
final class Words {
    private Words() {}

    static String describe(Value value) {
        return switch (value) {
            case Value.Unknown unknown -> unknown.text() + " cannot be seen";
            case Value.Assumed assumed -> assumed.why();
            case Value.Function function -> "the function " + function.def().name() + " is not followed";
            case Value.None none -> "None";
            case Value.Symbol symbol -> symbol.name() + " cannot be seen";
            default -> "cannot be seen";
        };
    }
}
