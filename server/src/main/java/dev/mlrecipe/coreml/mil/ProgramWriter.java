package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.program.NamePool;
import dev.mlrecipe.coreml.program.WeightFiles;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.BlobFileValue;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes a program with some constants replaced: moves every blob that is still referred to into fresh weight files,
 * and leaves everything else, unknown fields included, as it was. For one use.
 */
final class ProgramWriter extends BlobReferences {
    /** The weight file of programs that had none. */
    static final String DEFAULT_FILE = "@model_path/weights/weight.bin";

    private final Program program;
    private final WeightFiles files;
    private final BlobStore store;
    private final OpEncoder encoder;
    private final Map<Operation, Node> replaced = new IdentityHashMap<>();
    private final Map<Node, Representation> forms = new IdentityHashMap<>();
    private final Map<Node, Integer> uses = new IdentityHashMap<>();
    private final Set<Operation> removed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, NamePool> names = new HashMap<>();

    ProgramWriter(Program program, WeightFiles files, MilEncoding encoding, BlobStore store) {
        this.program = program;
        this.files = files;
        this.store = store;
        this.encoder = new OpEncoder(encoding, store);
    }

    /** Lets a constant have another form. Operations that only its old form needed disappear. */
    void replace(Node node, Representation form) {
        replaced.put(node.op, node);
        forms.put(node, form);
        release(node);
    }

    private void release(Node node) {
        for (Node input : node.inputs) {
            int left = uses.merge(input, input.uses - 1, (known, initial) -> known - 1);
            if (left == 0) {
                removed.add(input.op);
                release(input);
            }
        }
    }

    /** The new program. Its blobs are in the store. */
    Program write() throws IOException {
        return program(program);
    }

    @Override
    List<Operation> operations(List<Operation> operations) throws IOException {
        if (operations.stream().noneMatch(op -> replaced.containsKey(op) || removed.contains(op))) {
            return super.operations(operations);
        }
        List<Operation> out = new ArrayList<>();
        for (Operation op : operations) {
            Node node = replaced.get(op);
            if (node != null) {
                NamePool pool = names.computeIfAbsent(
                        node.function, name -> new NamePool(program.getFunctionsOrThrow(name)));
                out.addAll(encoder.encode(op, forms.get(node), file(node), pool));
            } else if (!removed.contains(op)) {
                out.add(operation(op));
            }
        }
        return out;
    }

    @Override
    BlobFileValue move(BlobFileValue value) throws IOException {
        long offset = store.put(
                value.getFileName(), files.file(value.getFileName()).blob(value.getOffset()));
        return offset == value.getOffset()
                ? value
                : value.toBuilder().setOffset(offset).build();
    }

    /** Where a constant had its bytes; the usual file if it was immediate. */
    private static String file(Node node) {
        Stream<Value> inputs = node.op.getInputsMap().values().stream()
                .flatMap(argument -> argument.getArgumentsList().stream())
                .map(Argument.Binding::getValue);
        return Stream.concat(node.op.getAttributesMap().values().stream(), inputs)
                .filter(Value::hasBlobFileValue)
                .map(value -> value.getBlobFileValue().getFileName())
                .sorted()
                .findFirst()
                .orElseGet(() -> node.inputs.isEmpty() ? DEFAULT_FILE : file(node.inputs.get(0)));
    }
}
