package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.activation.ActivationCuts;
import dev.mlrecipe.coreml.activation.ActivationRewrite;
import dev.mlrecipe.coreml.activation.Scheme;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.GraphFacts;
import dev.mlrecipe.coreml.graph.Product;
import dev.mlrecipe.coreml.mlmodel.Fingerprint;
import dev.mlrecipe.coreml.mlmodel.ModelFile;
import dev.mlrecipe.coreml.mlpackage.MlPackage;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.proto.FeatureDescription;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.raise.Indices;
import dev.mlrecipe.coreml.raise.ProgramRaise;
import dev.mlrecipe.coreml.raise.Raising;
import dev.mlrecipe.coreml.raise.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A package with an ML program.
 *
 * <p>Every function counts, with its block for {@code Function.opset}; blocks for other opsets are kept unseen. Weights
 * in forms that no {@link Representation} describes (operations of the future, unusual chains) do not appear in the
 * index and are written back as they were.
 */
public final class MlProgramModel implements CoreMlModel {
    private static final String MAIN = "main";

    private final MlPackage container;
    private final Model model;
    private final OpenWeightFiles files;
    private final Opset opset;
    private final ProgramScan.Found found;
    private final ModelIndex index;

    private MlProgramModel(MlPackage container, Model model, OpenWeightFiles files) throws IOException {
        this.container = container;
        this.model = model;
        this.files = files;
        List<String> functions = functionNames();
        this.opset = opset(functions);
        this.found = ProgramScan.scan(container.model(), program(), functions, files);
        this.index = new ModelIndex(
                ModelKind.ML_PROGRAM,
                model.getSpecificationVersion(),
                Optional.of(opset),
                functions,
                found.weights(),
                ActivationCuts.sites(program().getFunctionsOrThrow(functions.get(0))));
    }

    /**
     * Opens the program of a package.
     *
     * @param model the package's parsed model file, which holds a program
     * @throws ModelException if program and weight files contradict themselves or each other
     */
    public static MlProgramModel open(MlPackage container, Model model) throws IOException {
        OpenWeightFiles files = new OpenWeightFiles(container);
        try {
            return new MlProgramModel(container, model, files);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private Program program() {
        return model.getMlProgram();
    }

    /** The program as it is stored, with its constants. */
    public ProgramParts parts() {
        return new ProgramParts(program(), new ValueReader(container.model(), files), found.constants());
    }

    private List<String> functionNames() throws ModelException {
        String named = model.getDescription().getDefaultFunctionName();
        String first = named.isEmpty() ? MAIN : named;
        List<String> names = new ArrayList<>(new TreeMap<>(program().getFunctionsMap()).keySet());
        if (names.isEmpty()) {
            throw new ModelException(container.model(), "the program has no function");
        }
        if (names.remove(first)) {
            names.add(0, first);
        }
        return names;
    }

    private Opset opset(List<String> functions) throws ModelException {
        Set<Opset> opsets = new HashSet<>();
        for (String name : functions) {
            Function function = program().getFunctionsOrThrow(name);
            String word = function.getOpset();
            opsets.add(Opset.ofWord(word)
                    .orElseThrow(() -> problem("function " + name + " has opset \"" + word
                            + "\", CoreML5 to CoreML9 expected")));
            if (!function.containsBlockSpecializations(word)) {
                throw problem("function " + name + " has no block for its opset " + word + ", only for "
                        + new TreeMap<>(function.getBlockSpecializationsMap()).keySet());
            }
        }
        Opset opset = opsets.iterator().next();
        if (opsets.size() > 1) {
            throw problem("its functions have different opsets, one opset expected");
        }
        if (opset.specification() > model.getSpecificationVersion()) {
            throw problem(opset.word() + " needs specification version " + opset.specification() + ", found "
                    + model.getSpecificationVersion());
        }
        return opset;
    }

    private ModelException problem(String problem) {
        return new ModelException(container.model(), problem);
    }

    @Override
    public Path path() {
        return container.root();
    }

    @Override
    public ModelIndex index() {
        return index;
    }

    @Override
    public List<FunctionFacts> functions() {
        return GraphFacts.of(model);
    }

    @Override
    public List<Product> products() {
        return GraphFacts.products(model);
    }

    @Override
    public Map<String, String> metadata() {
        return new TreeMap<>(model.getDescription().getMetadata().getUserDefinedMap());
    }

    @Override
    public String fingerprint() throws IOException {
        Set<String> names = BlobNames.of(program());
        return Fingerprint.of(out -> {
            ModelFile.serialize(model, out);
            for (String name : names) {
                files.copy(name, out);
            }
        });
    }

    @Override
    public MilEncoding encoding(Opset opset) {
        return new MilEncoding(opset);
    }

    @Override
    public Raising raising(Indices indices) throws IOException {
        Raising raising = raise(Opset.values()[Opset.values().length - 1], indices).raising();
        if (opset.generation() != Opset.Generation.FIRST) {
            return raising;
        }
        Reencoding compressed = new Reencoding(found.constants());
        return new Raising(
                raising.from(),
                raising.operations(),
                Stream.concat(raising.changes().stream(), compressed.changes().stream()).toList(),
                Stream.concat(raising.refusals().stream(), compressed.refusals().stream()).toList());
    }

    private ProgramRaise.Raised raise(Opset to, Indices indices) throws IOException {
        return ProgramRaise.raise(program(), new ValueReader(container.model(), files), opset, to, indices);
    }

    @Override
    public Map<String, String> images() {
        Map<String, String> images = new TreeMap<>();
        for (FeatureDescription input : model.getDescription().getInputList()) {
            if (input.getType().hasImageType()) {
                String colours = input.getType().getImageType().getColorSpace().name();
                images.put(input.getName(), colours.startsWith("GRAYSCALE") ? "GRAYSCALE" : colours);
            }
        }
        return images;
    }

    @Override
    public List<String> classes() {
        for (Operation op : block().getOperationsList()) {
            if (op.getType().equals("classify")) {
                return names(op.getInputsOrDefault("classes", Argument.getDefaultInstance()));
            }
        }
        return List.of();
    }

    private List<String> names(Argument argument) {
        if (argument.getArgumentsCount() != 1) {
            return List.of();
        }
        Argument.Binding binding = argument.getArguments(0);
        Value value = binding.getValue();
        for (Operation op : block().getOperationsList()) {
            if (op.getOutputsCount() == 1 && op.getOutputs(0).getName().equals(binding.getName())) {
                value = op.getAttributesOrDefault("val", value);
            }
        }
        // A list of single values as coremltools writes it, or one tensor of all.
        List<Value> all = value.getImmediateValue().hasList()
                ? value.getImmediateValue().getList().getValuesList()
                : List.of(value);
        return all.stream()
                .map(one -> one.getImmediateValue().getTensor())
                .flatMap(tensor -> tensor.hasLongInts()
                        ? tensor.getLongInts().getValuesList().stream().map(Object::toString)
                        : tensor.getStrings().getValuesList().stream())
                .toList();
    }

    @Override
    public Set<String> observable() {
        Set<String> names = new LinkedHashSet<>();
        block().getOperationsList().forEach(op -> op.getOutputsList().forEach(output -> names.add(output.getName())));
        return names;
    }

    private Block block() {
        return program().getFunctionsOrThrow(index.functions().get(0)).getBlockSpecializationsOrThrow(opset.word());
    }

    @Override
    public Map<String, String> activationValues(Map<String, Scheme> chosen) {
        return new ActivationCuts(program().getFunctionsOrThrow(index.functions().get(0)), chosen).values();
    }

    @Override
    public void write(Path target, Edit edit) throws IOException {
        Program raised = quantized(raised(edit), edit);
        Set<String> names = BlobNames.of(program());
        boolean reencodes = reencodes(edit.opset());
        if (names.isEmpty() && (reencodes || !edit.weights().isEmpty())) {
            names.add(ProgramWriter.DEFAULT_FILE);
        }
        MilEncoding encoding = encoding(edit.opset());
        edit.weights().forEach((id, form) -> check(id, form, encoding));
        container.copyTo(target, names);
        try (BlobStore store = new BlobStore(target, container)) {
            ProgramWriter writer = new ProgramWriter(raised, files, encoding, store);
            Set<Node> replaced = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Map.Entry<Integer, Representation> weight : new TreeMap<>(edit.weights()).entrySet()) {
                for (Node node : found.holders().get(weight.getKey())) {
                    writer.replace(node, weight.getValue());
                    replaced.add(node);
                }
            }
            if (reencodes) {
                for (Node node : new Reencoding(found.constants()).nodes()) {
                    if (!replaced.contains(node)) {
                        writer.replace(node, Reencoding.form(node).orElseThrow());
                    }
                }
            }
            Program written = writer.write();
            Model.Builder changed = model.toBuilder().setMlProgram(written);
            if (edit.opset() != opset) {
                changed.setSpecificationVersion(
                        Math.max(model.getSpecificationVersion(), edit.opset().specification()));
            }
            ModelFile.putMetadata(changed, edit.metadata());
            ModelFile.write(container.modelIn(target), changed.build());
        }
    }

    /** The program at the opset of an edit; compressed weights stay as they are. */
    private Program raised(Edit edit) throws IOException {
        if (edit.opset() == opset) {
            return program();
        }
        if (!edit.opset().atLeast(opset)) {
            throw new ModelException(
                    path(), "a program of " + opset.word() + " cannot be written for the older "
                            + edit.opset().word());
        }
        for (Refusal refusal : raising(edit.indices()).to(edit.opset()).refusals()) {
            throw new ModelException(
                    path(), "cannot be raised to " + edit.opset().word() + ": " + refusal.line());
        }
        return raise(edit.opset(), edit.indices()).program();
    }

    /** The program with activations quantized. */
    private Program quantized(Program program, Edit edit) throws IOException {
        if (edit.activations().chosen().isEmpty()) {
            return program;
        }
        if (!edit.opset().atLeast(Opset.COREML7)) {
            throw new ModelException(
                    path(), "activations are quantized from CoreML7 on, not in " + edit.opset().word());
        }
        String name = index.functions().get(0);
        Function function = ActivationRewrite.rewrite(program.getFunctionsOrThrow(name), edit.activations()).function();
        return program.toBuilder().putFunctions(name, function).build();
    }

    private boolean reencodes(Opset to) {
        return opset.generation() == Opset.Generation.FIRST && to.generation() == Opset.Generation.SECOND;
    }

    private void check(int id, Representation form, MilEncoding encoding) {
        if (id < 0 || id >= index.weights().size()) {
            throw new IllegalArgumentException("no weight " + id);
        }
        Weight weight = index.weights().get(id);
        if (form.type() != weight.stored().type() || !form.shape().equals(weight.stored().shape())) {
            throw new IllegalArgumentException(weight.name() + " is " + weight.stored().type().word() + " "
                    + weight.stored().shape() + ", not " + form.type().word() + " " + form.shape());
        }
        encoding.illegal(form).ifPresent(why -> {
            throw new IllegalArgumentException(weight.name() + ": " + why);
        });
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
