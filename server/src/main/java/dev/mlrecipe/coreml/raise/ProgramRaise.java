package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.program.NamePool;
import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Raises programs to newer opsets, one opset after the other: every operation that one of them redefines is completed or
 * rewritten so that it means what it meant, in all functions and nested blocks. Weights that are stored compressed are
 * left to whoever writes the program; what is not touched stays the very same object.
 */
public final class ProgramRaise {
    private static final Map<String, Rule> RULES = Map.of(
            "indices", new IndexRule(),
            "clip", new ClipRule(),
            "reshape", new ReshapeRule(),
            "crop_resize", new CropResizeRule(),
            "non_maximum_suppression", new SuppressionRule(),
            // Whoever writes the program stores compressed weights as its opset does.
            "constexpr", site -> {},
            "none", site -> {});

    /**
     * A raised program.
     *
     * @param program what it has become; only of use if raising was safe
     * @param raising what was done and what could not be
     */
    public record Raised(Program program, Raising raising) {}

    private final OpsetTable table = OpsetTable.shared();
    private final ValueReader values;
    private final Indices indices;
    private final List<Change> changes = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private int operations;

    /** Names of the rewrites that the table can name. */
    static Set<String> rules() {
        return RULES.keySet();
    }

    private ProgramRaise(ValueReader values, Indices indices) {
        this.values = values;
        this.indices = indices;
    }

    /**
     * Raises all functions of a program.
     *
     * @param values reads the program's constants
     * @param from opset of all its functions
     * @param to the opset wanted, at least {@code from}
     * @param indices what to do about computed indices
     * @throws dev.mlrecipe.coreml.ModelException if constants contradict themselves
     */
    public static Raised raise(Program program, ValueReader values, Opset from, Opset to, Indices indices)
            throws IOException {
        ProgramRaise raise = new ProgramRaise(values, indices);
        Program.Builder raised = program.toBuilder();
        for (Map.Entry<String, Function> function : new TreeMap<>(program.getFunctionsMap()).entrySet()) {
            raised.putFunctions(function.getKey(), raise.function(function.getKey(), function.getValue(), from, to));
        }
        return new Raised(
                raised.build(), new Raising(Optional.of(from), raise.operations, raise.changes, raise.refusals));
    }

    private Function function(String name, Function function, Opset from, Opset to) throws IOException {
        if (from == to) {
            return function;
        }
        Opset first = Opset.values()[from.ordinal() + 1];
        if (function.getBlockSpecializationsCount() != 1) {
            refusals.add(new Refusal(name, "", "", first, "function " + name + " has blocks for "
                    + new TreeMap<>(function.getBlockSpecializationsMap()).keySet() + ", one is possible"));
            return function;
        }
        Block block = function.getBlockSpecializationsOrThrow(from.word());
        inspect(name, block, first);
        Site.Frame frame = new Site.Frame(name, new NamePool(function), references(block), values, indices);
        for (int step = first.ordinal(); step <= to.ordinal(); step++) {
            Scope scope = new Scope(null);
            function.getInputsList().forEach(scope::declareInput);
            block = block(block, new Scope(scope), frame, Opset.values()[step]);
        }
        return function.toBuilder()
                .removeBlockSpecializations(from.word())
                .putBlockSpecializations(to.word(), block)
                .setOpset(to.word())
                .build();
    }

    /** Counts operations and finds those that nobody knows how to raise. */
    private void inspect(String function, Block block, Opset first) {
        for (Operation op : block.getOperationsList()) {
            if (!op.getType().equals(Ops.CONST)) {
                operations++;
            }
            if (table.defined(op.getType()).isEmpty()) {
                refusals.add(new Refusal(
                        function, Ops.name(op), op.getType(), first, "no operation that is known to be the same in "
                                + first.word()));
            }
            op.getBlocksList().forEach(inner -> inspect(function, inner, first));
        }
    }

    private static Set<String> references(Block block) {
        Set<String> references = new HashSet<>();
        collect(block, references);
        return references;
    }

    private static void collect(Block block, Set<String> references) {
        for (Operation op : block.getOperationsList()) {
            for (Argument argument : op.getInputsMap().values()) {
                argument.getArgumentsList().forEach(binding -> references.add(binding.getName()));
            }
            op.getBlocksList().forEach(inner -> collect(inner, references));
        }
        references.addAll(block.getOutputsList());
    }

    private Block block(Block block, Scope scope, Site.Frame frame, Opset opset) throws IOException {
        block.getInputsList().forEach(scope::declareInput);
        List<Operation> raised = new ArrayList<>();
        boolean same = true;
        for (Operation op : block.getOperationsList()) {
            List<Operation> result = operation(inner(op, scope, frame, opset), scope, frame, opset);
            same &= result.size() == 1 && result.get(0) == op;
            raised.addAll(result);
            result.forEach(scope::declareOutputs);
        }
        return same
                ? block
                : block.toBuilder().clearOperations().addAllOperations(raised).build();
    }

    /** The operation with its blocks raised. */
    private Operation inner(Operation op, Scope scope, Site.Frame frame, Opset opset) throws IOException {
        Operation raised = op;
        for (int i = 0; i < op.getBlocksCount(); i++) {
            Block inner = block(op.getBlocks(i), new Scope(scope), frame, opset);
            if (inner != op.getBlocks(i)) {
                raised = raised.toBuilder().setBlocks(i, inner).build();
            }
        }
        return raised;
    }

    private List<Operation> operation(Operation op, Scope scope, Site.Frame frame, Opset opset) throws IOException {
        Optional<OpsetTable.Redefinition> redefinition = table.redefinition(op.getType(), opset);
        if (redefinition.isEmpty()) {
            return List.of(op);
        }
        Site site = new Site(frame, opset, scope, op);
        try {
            RULES.get(redefinition.get().rule()).apply(site);
            for (DefaultInput input : redefinition.get().inputs()) {
                input.add(site);
            }
        } catch (Refused refused) {
            refusals.add(new Refusal(frame.function(), site.name(), op.getType(), opset, refused.getMessage()));
            return List.of(op);
        } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
            // Files may say anything: rules rely on what their operation is defined to have.
            refusals.add(new Refusal(
                    frame.function(), site.name(), op.getType(), opset, "its inputs or outputs are not those of its type"));
            return List.of(op);
        }
        if (redefinition.get().kind() == OpsetTable.Kind.CAUTION) {
            site.changed(Change.Kind.CAUTION, redefinition.get().why());
        }
        changes.addAll(site.changes());
        return site.result();
    }
}
