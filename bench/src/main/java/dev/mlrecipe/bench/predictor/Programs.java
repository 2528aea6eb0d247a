package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.predict.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Writes the programs of packages to {@code bench/programs}, so that nobody needs the packages to fit constants. */
public final class Programs {
    /** Package by the name of its file. */
    private static final Map<String, String> PACKAGES = Map.of(
            "mobilenetv2", "mobilenetv2_iOS18.mlpackage",
            "mobilenetv3-small", "mobilenetv3s_iOS17.mlpackage",
            "resnet50", "resnet50_iOS18.mlpackage");

    private Programs() {}

    /** Arguments: the repository, and the folder with the packages. */
    public static void main(String[] arguments) throws IOException {
        for (Map.Entry<String, String> entry : PACKAGES.entrySet()) {
            Workload workload = of(Path.of(arguments[1]).resolve(entry.getValue()));
            ProgramFile.write(file(Path.of(arguments[0]), entry.getKey()), workload);
        }
    }

    static Path file(Path repository, String name) {
        return repository.resolve("bench/programs/" + name + ".txt");
    }

    static Workload of(Path model) throws IOException {
        try (CoreMlModel open = CoreMlModels.open(model)) {
            return Workload.of(
                    open.functions().get(0), open.index(), Map.of(), open.encoding(open.index().opset().orElseThrow()));
        }
    }
}
