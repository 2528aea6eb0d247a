package dev.mlrecipe.coreml;

import dev.mlrecipe.coreml.mil.MlProgramModel;
import dev.mlrecipe.coreml.mlmodel.ModelFile;
import dev.mlrecipe.coreml.mlmodel.OtherModel;
import dev.mlrecipe.coreml.mlpackage.MlPackage;
import dev.mlrecipe.coreml.neural.NeuralNetworkModel;
import dev.mlrecipe.coreml.proto.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens Core ML models. */
public final class CoreMlModels {
    private CoreMlModels() {}

    /**
     * Opens a package or a model file; what it holds is decided by its content, not by its name.
     *
     * @throws ModelException if there is no Core ML model at {@code path}
     */
    public static CoreMlModel open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return openPackage(path);
        }
        if (!Files.exists(path)) {
            throw new ModelException(path, "no such file");
        }
        if (NeuralNetworkModel.isOne(path)) {
            return NeuralNetworkModel.open(path, Optional.empty());
        }
        Model model = ModelFile.read(path);
        if (model.hasMlProgram()) {
            throw new ModelException(path, "an ML program without its package; open the .mlpackage folder");
        }
        return new OtherModel(path, Optional.empty(), model);
    }

    private static CoreMlModel openPackage(Path path) throws IOException {
        if (!Files.exists(path.resolve(MlPackage.MANIFEST))) {
            boolean compiled = Files.exists(path.resolve("coremldata.bin")) || Files.exists(path.resolve("model.mil"));
            throw new ModelException(
                    path,
                    compiled
                            ? "a compiled model; open the .mlpackage that it was compiled from"
                            : "no " + MlPackage.MANIFEST + " in this folder, so it is no Core ML package");
        }
        MlPackage container = MlPackage.open(path);
        if (NeuralNetworkModel.isOne(container.model())) {
            return NeuralNetworkModel.open(path, Optional.of(container));
        }
        Model model = ModelFile.read(container.model());
        return model.hasMlProgram()
                ? MlProgramModel.open(container, model)
                : new OtherModel(path, Optional.of(container), model);
    }
}
