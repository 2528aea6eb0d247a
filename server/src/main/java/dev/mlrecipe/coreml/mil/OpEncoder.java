package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.mil.Step.Parameter;
import dev.mlrecipe.coreml.program.NamePool;
import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.BlobFileValue;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns representations into operations of one opset, and their tensors into immediate values or blobs. */
final class OpEncoder {
    /** Tensors of fewer elements are stored in the program. */
    private static final int MIN_BLOB_ELEMENTS = 10;

    /** Types that go to weight files only since CoreML8. */
    private static final Set<DataType> LATE_BLOBS =
            EnumSet.of(DataType.INT16, DataType.UINT16, DataType.INT32, DataType.UINT32);

    private final MilEncoding encoding;
    private final BlobStore store;

    OpEncoder(MilEncoding encoding, BlobStore store) {
        this.encoding = encoding;
        this.store = store;
    }

    /**
     * The operations that take the place of {@code old}. The last one has its name and its output.
     *
     * @param file name of the weight file for what is large
     */
    List<Operation> encode(Operation old, Representation form, String file, NamePool names) throws IOException {
        if (form instanceof Dense dense) {
            return List.of(Operation.newBuilder()
                    .setType(Ops.CONST)
                    .putAttributes(Ops.NAME, Values.string(Ops.name(old)))
                    .putAttributes(Ops.VALUE, value(dense.values(), file))
                    .addAllOutputs(old.getOutputsList())
                    .build());
        }
        List<Step> steps = encoding.chain(form).steps();
        List<Operation> ops = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Operation.Builder op = Operation.newBuilder().setType(step.type());
            if (i == steps.size() - 1) {
                op.putAttributes(Ops.NAME, Values.string(Ops.name(old))).addAllOutputs(old.getOutputsList());
            } else {
                String name = names.fresh(old.getOutputs(0).getName() + "_"
                        + step.type().substring(Ops.CONSTEXPR.length()));
                op.putAttributes(Ops.NAME, Values.string(name)).addAllOutputs(outputs(step, name, names));
            }
            for (Map.Entry<String, Parameter> parameter : step.parameters().entrySet()) {
                put(op, parameter.getKey(), parameter.getValue(), file, ops);
            }
            ops.add(op.build());
        }
        return ops;
    }

    private static List<NamedValueType> outputs(Step step, String name, NamePool names) {
        List<NamedValueType> outputs = new ArrayList<>();
        for (Step.Made made : step.outputs()) {
            outputs.add(NamedValueType.newBuilder()
                    .setName(step.outputs().size() == 1 ? name : names.fresh(name + "_" + outputs.size()))
                    .setType(Values.type(made.type(), made.shape()))
                    .build());
        }
        return outputs;
    }

    private void put(Operation.Builder op, String key, Parameter parameter, String file, List<Operation> earlier)
            throws IOException {
        Argument.Binding.Builder binding = Argument.Binding.newBuilder();
        switch (parameter) {
            case Parameter.Earlier from -> binding.setName(
                    earlier.get(from.step()).getOutputs(from.output()).getName());
            case Parameter.Literal literal -> binding.setValue(literal.value());
            case Parameter.Stored stored -> binding.setValue(value(stored.tensor(), file));
        }
        if (encoding.opset().generation() == Opset.Generation.SECOND) {
            op.putInputs(key, Argument.newBuilder().addArguments(binding).build());
        } else {
            op.putAttributes(key, binding.getValue());
        }
    }

    private Value value(Tensor tensor, String file) throws IOException {
        DataType type = tensor.type();
        boolean blob = tensor.elements() >= MIN_BLOB_ELEMENTS
                && type.blob() != 0
                && (encoding.opset().atLeast(Opset.COREML8) || !LATE_BLOBS.contains(type));
        if (!blob) {
            return Values.immediate(tensor);
        }
        return Value.newBuilder()
                .setType(Values.type(type, tensor.shape()))
                .setBlobFileValue(
                        BlobFileValue.newBuilder().setFileName(file).setOffset(store.put(file, tensor)))
                .build();
    }
}
