package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.data.DataFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What opsets have and redefine: {@code schema/opsets.yaml}. */
final class OpsetTable {
    private static final String RESOURCE = "/mlrecipe/schema/opsets.yaml";

    /** Read on first use: most runs raise nothing. */
    private static final class Shared {
        static final OpsetTable TABLE = load();
    }

    /** How much a redefinition takes, see the table. */
    enum Kind {
        IDENTICAL,
        CAUTION,
        INPUTS,
        REWRITE,
        CONDITIONAL
    }

    /**
     * One redefinition.
     *
     * @param kind how much it takes
     * @param inputs inputs that get a value where they have none, in order
     * @param rule name of the rewrite, or {@code none}
     * @param why what is different
     */
    record Redefinition(Kind kind, List<DefaultInput> inputs, String rule, String why) {
        Redefinition {
            inputs = List.copyOf(inputs);
        }
    }

    private record Step(String type, Opset opset) {}

    private final Map<String, Opset> defined = new HashMap<>();
    private final Map<Step, Redefinition> redefined = new HashMap<>();

    private OpsetTable() {}

    static OpsetTable shared() {
        return Shared.TABLE;
    }

    private static OpsetTable load() {
        OpsetTable table = new OpsetTable();
        DataFile.Row file = DataFile.read(RESOURCE, "defined", "changes");
        file.rows("defined", row -> row, "opset", "operations")
                .forEach(row -> row.words("operations").forEach(type -> table.defined.put(type, opset(row))));
        file.rows("changes", row -> row, "operations", "opset", "class", "inputs", "rule", "why")
                .forEach(row -> row.words("operations")
                        .forEach(type -> table.redefined.put(new Step(type, opset(row)), redefinition(row))));
        return table;
    }

    private static Opset opset(DataFile.Row row) {
        return Opset.ofWord(row.word("opset")).orElseThrow();
    }

    private static Redefinition redefinition(DataFile.Row row) {
        List<DefaultInput> inputs = new ArrayList<>();
        row.map("inputs").forEach((input, value) -> inputs.add(DefaultInput.of(input, value)));
        return new Redefinition(
                Kind.valueOf(row.word("class").toUpperCase(Locale.ROOT)), inputs, row.word("rule"), row.word("why"));
    }

    /** The opset that first has operations of a type; empty for types that Core ML is not known to have. */
    Optional<Opset> defined(String type) {
        return Optional.ofNullable(defined.get(type));
    }

    /** What an opset changes about operations of a type; empty if nothing. */
    Optional<Redefinition> redefinition(String type, Opset opset) {
        return Optional.ofNullable(redefined.get(new Step(type, opset)));
    }
}
