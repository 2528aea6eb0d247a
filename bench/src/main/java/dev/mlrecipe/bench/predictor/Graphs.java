package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.predict.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The programs behind published rows: packages where they are at hand, else generated from published dimensions. */
final class Graphs {
    private final Map<String, Workload> byModel = new LinkedHashMap<>();

    /**
     * Reads the packages.
     *
     * @param seeds folder with {@code mobilenetv2_iOS18.mlpackage}, {@code mobilenetv3s_iOS17.mlpackage} and
     *     {@code resnet50_iOS18.mlpackage}
     */
    Graphs(Path seeds) throws IOException {
        byModel.put("MobileNetv2-1.0", read(seeds.resolve("mobilenetv2_iOS18.mlpackage")));
        byModel.put("MobileNetv3-small", read(seeds.resolve("mobilenetv3s_iOS17.mlpackage")));
        byModel.put("ResNet50", read(seeds.resolve("resnet50_iOS18.mlpackage")));
        byModel.put("MobileCLIP-S1 (text encoder)", Transformer.encoder(12, 512, 2048, 8, 77));
        byModel.put("MobileCLIP-L/14 (text encoder)", Transformer.encoder(12, 768, 3072, 12, 77));
        byModel.put("MobileCLIP-B (image encoder)", Transformer.encoder(12, 768, 3072, 12, 197));
        byModel.put("MobileCLIP-L/14 (image encoder)", Transformer.encoder(24, 1024, 4096, 16, 257));
        byModel.put("DistilBERT (ane_transformers)", Transformer.encoder(6, 768, 3072, 12, 128));
        byModel.put("OPT-1.3B", Transformer.decoder(24, 2048, 8192, 32, 64, 50272));
    }

    private static Workload read(Path model) throws IOException {
        try (CoreMlModel open = CoreMlModels.open(model)) {
            return Workload.of(
                    open.functions().get(0), open.index(), Map.of(), open.encoding(open.index().opset().orElseThrow()));
        }
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
