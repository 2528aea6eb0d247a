package dev.mlrecipe.peer;

import dev.mlrecipe.testing.Peer;
import dev.mlrecipe.testing.Shared;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * coremltools as a peer: it loads what we write, which runs every operation's validation, and decompresses it to the
 * bits that an independent reader finds; and that reader's errors are the ones that we report.
 */
class PeerTest {
    private static final Map<String, String> RECIPES = Map.of(
            "int8", "{config_type: OpLinearQuantizerConfig, global_config: {dtype: int8}}",
            "int8 affine", "{config_type: OpLinearQuantizerConfig, global_config: {mode: linear, dtype: int8}}",
            "int4 per block",
                    "{config_type: OpLinearQuantizerConfig, global_config: {dtype: int4, granularity: per_block,"
                            + " block_size: 32}}",
            "4-bit table", "{config_type: OpPalettizerConfig, global_config: {mode: kmeans, nbits: 4}}",
            "6-bit table", "{config_type: OpPalettizerConfig, global_config: {mode: kmeans, nbits: 6}}");

    private record Model(String name, boolean blocks) {}

    private static final List<Model> MODELS = List.of(
            new Model("seed/mobilenetv2_iOS16.mlpackage", false),
            new Model("seed/mobilenetv2_iOS18.mlpackage", true),
            new Model("seed/resnet50_iOS18.mlpackage", true),
            new Model("minilm/minilm_iOS18.mlpackage", true),
            new Model("digitnet/DigitNet_iOS15.mlpackage", false),
            new Model("digitnet/DigitNet_iOS17.mlpackage", false),
            new Model("digitnet/DigitNet_iOS18.mlpackage", true),
            new Model("real/basic_pitch_nmp.mlpackage", false));

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> coremltoolsReadsOurModelsAndGetsTheBitsThatWeReport() throws Exception {
        Path python = Peer.python();
        Path models = Shared.folder("models");
        List<PeerJob> jobs = new ArrayList<>();
        for (Model model : MODELS) {
            for (String recipe : RECIPES.keySet().stream().sorted().toList()) {
                if (model.blocks() || !recipe.contains("block")) {
                    Path file = models.resolve(model.name());
                    String title = file.getFileName() + ", " + recipe;
                    jobs.add(PeerJob.compress(folder, jobs.size(), title, file, RECIPES.get(recipe), Map.of()));
                }
            }
        }
        return PeerJob.check(python, folder, jobs);
    }
}
