package dev.mlrecipe.coreml.program;

import dev.mlrecipe.coreml.Packages;
import dev.mlrecipe.coreml.blob.BlobFile;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a program computes, without the names in it: a line per operation, constants by their content. */
public final class CanonicalProgram {
    private final ValueReader values;
    private final Map<String, String> meanings = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    /** Whether results are called by what makes them, instead of by their line. */
    private final boolean unordered;

    private CanonicalProgram(Path folder, boolean unordered) {
        this.unordered = unordered;
        Map<String, BlobFile> files = new HashMap<>();
        this.values = new ValueReader(folder, name -> {
            if (!files.containsKey(name)) {
                Path file = Packages.modelFile(folder).resolveSibling(name.replace("@model_path/", ""));
                files.put(name, BlobFile.open(file, new ImmediateBytes(Files.readAllBytes(file))));
            }
            return files.get(name);
        });
    }

    /** The main function of a package. */
    public static List<String> of(Path folder) throws IOException {
        return new CanonicalProgram(folder, false).main(folder);
    }

    /** The same, sorted, equal for programs that differ in the order of independent operations. */
    public static List<String> unordered(Path folder) throws IOException {
        return new CanonicalProgram(folder, true).main(folder).stream().sorted().toList();
    }

    private List<String> main(Path folder) throws IOException {
        Model model = Packages.model(folder);
        Function function = model.getMlProgram().getFunctionsOrThrow("main");
        lines.add("version " + model.getSpecificationVersion() + ", " + function.getOpset());
        for (NamedValueType input : function.getInputsList()) {
            meanings.put(input.getName(), "input " + input.getName());
        }
        block(function.getBlockSpecializationsOrThrow(function.getOpset()));
        return lines;
    }

    private void block(Block block) throws IOException {
        for (NamedValueType input : block.getInputsList()) {
            meanings.put(input.getName(), "value " + meanings.size());
        }
        for (Operation op : block.getOperationsList()) {
            if (op.getType().equals("const")) {
                meanings.put(op.getOutputs(0).getName(), value(op.getAttributesOrThrow("val")));
                continue;
            }
            StringBuilder line = new StringBuilder(op.getType());
            for (Map.Entry<String, Argument> input : new TreeMap<>(op.getInputsMap()).entrySet()) {
                line.append(' ').append(input.getKey()).append('=');
                for (Argument.Binding binding : input.getValue().getArgumentsList()) {
                    line.append(binding.hasName() ? meanings.get(binding.getName()) : value(binding.getValue())).append(';');
                }
            }
            for (Block inner : op.getBlocksList()) {
                block(inner);
            }
            for (int i = 0; i < op.getOutputsCount(); i++) {
                line.append(" -> ").append(type(op.getOutputs(i)));
                String maker = unordered ? Integer.toHexString(line.toString().hashCode()) : "line " + lines.size();
                meanings.put(op.getOutputs(i).getName(), maker + "." + i);
            }
            lines.add(line.toString());
        }
        lines.add("out " + block.getOutputsList().stream().map(meanings::get).toList());
    }

    private static String type(NamedValueType named) {
        var tensor = named.getType().getTensorType();
        return tensor.getDataType() + tensor.getDimensionsList().stream()
                .map(d -> Long.toString(d.getConstant().getSize()))
                .toList()
                .toString();
    }

    private String value(Value value) throws IOException {
        Optional<Tensor> tensor = values.tensor(value, "a value");
        return tensor.isEmpty()
                ? value.getImmediateValue().getTensor().getStrings().getValuesList().toString()
                : tensor.get().type().word() + tensor.get().shape() + "#"
                        + Arrays.hashCode(tensor.get().bytes().toArray()) + "/" + tensor.get().size();
    }
}
