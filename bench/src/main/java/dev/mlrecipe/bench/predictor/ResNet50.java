package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.predict.Workload;
import java.io.IOException;
import java.nio.file.Path;

/** The program that figures are usually given for. */
public final class ResNet50 {
    private ResNet50() {}

    /** Reads it from {@code bench/programs}. */
    public static Workload read(Path repository) throws IOException {
        return ProgramFile.read(Programs.file(repository, "resnet50"));
    }
}
