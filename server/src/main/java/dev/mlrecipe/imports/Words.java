package dev.mlrecipe.imports;

/** What to say of a value that the recipe cannot have. */
final class Words {
    private Words() {}

    /** Why a path is no more than the name of a file. */
    static String folder(Value.Unknown folder) {
        return "its folder, " + folder.text() + ", cannot be seen";
    }

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
