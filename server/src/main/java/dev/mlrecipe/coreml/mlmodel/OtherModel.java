package dev.mlrecipe.coreml.mlmodel;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.mlpackage.MlPackage;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.raise.Indices;
import dev.mlrecipe.coreml.raise.Raising;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A model that is no ML program. Its weights are not looked into; writing copies it. */
public final class OtherModel implements CoreMlModel {
    private final Path path;
    private final Optional<MlPackage> container;
    private final Model model;

    /**
     * @param path the file or package
     * @param container the package, if it is one
     * @param model its parsed model file
     */
    public OtherModel(Path path, Optional<MlPackage> container, Model model) {
        this.path = path;
        this.container = container;
        this.model = model;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public ModelIndex index() {
        return new ModelIndex(
                ModelFile.kind(model), model.getSpecificationVersion(), Optional.empty(), List.of(), List.of());
    }

    @Override
    public List<FunctionFacts> functions() {
        return List.of();
    }

    @Override
    public Map<String, String> metadata() {
        return new TreeMap<>(model.getDescription().getMetadata().getUserDefinedMap());
    }

    @Override
    public String fingerprint() throws IOException {
        return Fingerprint.of(out -> ModelFile.serialize(model, out));
    }

    @Override
    public Raising raising(Indices indices) {
        return Raising.impossible(
                switch (ModelFile.kind(model)) {
                    case PIPELINE -> "a pipeline of models has no opset; raise its models one by one";
                    case NEURAL_NETWORK -> "a neural network has no opset; convert it to an ML program";
                    case ML_PROGRAM, OTHER -> "it is no ML program, and only those have an opset";
                });
    }

    @Override
    public Encoding encoding(Opset opset) {
        return new Encoding() {
            @Override
            public Optional<String> illegal(Representation form) {
                return Optional.of("weights of this kind of model cannot be replaced; convert it to an ML program");
            }

            @Override
            public long storedBytes(Representation form) {
                return form instanceof Dense dense ? dense.values().size() : 0;
            }

            @Override
            public String formName(Representation form) {
                return "dense";
            }
        };
    }

    @Override
    public void write(Path target, Edit edit) throws IOException {
        if (!edit.weights().isEmpty()) {
            throw new IllegalArgumentException(path + " has no weight " + edit.weights().keySet());
        }
        Path file = target;
        if (container.isPresent()) {
            container.get().copyTo(target, Set.of());
            file = container.get().modelIn(target);
        }
        if (edit.metadata().isEmpty()) {
            Files.copy(container.map(MlPackage::model).orElse(path), file);
        } else {
            Model.Builder changed = model.toBuilder();
            ModelFile.putMetadata(changed, edit.metadata());
            ModelFile.write(file, changed.build());
        }
    }

    @Override
    public void close() {
        // The file was read as a whole.
    }
}
