package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.predict.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The programs behind published rows: those of converted packages, else generated from published dimensions. */
final class Graphs {
    private final Map<String, Workload> byModel = new LinkedHashMap<>();

    /** Reads {@code bench/programs} of the repository. */
    Graphs(Path repository) throws IOException {
        byModel.put("MobileNetv2-1.0", ProgramFile.read(Programs.file(repository, "mobilenetv2")));
        byModel.put("MobileNetv3-small", ProgramFile.read(Programs.file(repository, "mobilenetv3-small")));
        byModel.put("ResNet50", ProgramFile.read(Programs.file(repository, "resnet50")));
        byModel.put("MobileCLIP-S1 (text encoder)", Transformer.encoder(12, 512, 2048, 8, 77));
        byModel.put("MobileCLIP-L/14 (text encoder)", Transformer.encoder(12, 768, 3072, 12, 77));
        byModel.put("MobileCLIP-B (image encoder)", Transformer.encoder(12, 768, 3072, 12, 197));
        byModel.put("MobileCLIP-L/14 (image encoder)", Transformer.encoder(24, 1024, 4096, 16, 257));
        byModel.put("DistilBERT (ane_transformers)", Transformer.encoder(6, 768, 3072, 12, 128));
        byModel.put("MobileOne-S0", MobileOne.of(false, 0.75, 1, 1, 2));
        byModel.put("MobileOne-S1", MobileOne.of(false, 1.5, 1.5, 2, 2.5));
        byModel.put("MobileOne-S2", MobileOne.of(false, 1.5, 2, 2.5, 4));
        byModel.put("MobileOne-S3", MobileOne.of(false, 2, 2.5, 3, 4));
        byModel.put("MobileOne-S4", MobileOne.of(true, 3, 3.5, 3.5, 4));
        byModel.put("OPT-1.3B", Transformer.decoder(24, 2048, 8192, 32, 64, 50272));
    }

    /** The program that a row was measured with; empty if there is none. */
    Optional<Workload> of(Published row) {
        if (row.model().equals("Llama-3.1-8B-Instruct")) {
            long context = Long.parseLong(row.context().replaceAll("[^0-9]", ""));
            return Optional.of(byModel.computeIfAbsent(
                    "Llama " + context,
                    name -> Transformer.llamaStep(32, 4096, 14336, 32, 8, context, 128256)));
        }
        return Optional.ofNullable(byModel.get(row.model()));
    }
}
