package dev.mlrecipe.coreml.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.mlrecipe.coreml.proto.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, reading its graph ends with facts, never with an exception, and no count is negative. */
class GraphFactsOfDamagedModelsTest {
    private static final long SEED = 31;

    @Test
    void damagedBytes() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(System.getProperty("mlrecipe.root"))
                .resolve("server/src/test/resources/goldens/base/net_fp16_ios18.mlpackage")
                .resolve("Data/com.apple.CoreML/model.mlmodel"));
        List<FunctionFacts> intact = GraphFacts.of(Model.parseFrom(whole));
        assertTrue(intact.get(0).totalMultiplyAdds() > 0);
        Random random = new Random(SEED);
        int parsed = 0;
        int changed = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = whole.clone();
            for (int hit = random.nextInt(8); hit >= 0; hit--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Model model;
            try {
                model = Model.parseFrom(bytes);
            } catch (InvalidProtocolBufferException notAModel) {
                continue;
            }
            parsed++;
            List<FunctionFacts> facts = GraphFacts.of(model);
            changed += facts.equals(intact) ? 0 : 1;
            for (FunctionFacts function : facts) {
                assertTrue(function.totalMultiplyAdds() >= 0, "round " + round + ", seed " + SEED);
                for (OpFacts op : function.ops()) {
                    long least = Math.min(op.multiplyAdds(), Math.min(op.activationBytes(), op.weightBytes()));
                    assertEquals(0, Math.min(0, least), () -> op + ", seed " + SEED);
                }
            }
        }
        assertTrue(parsed > 200, parsed + " of 2000 still parsed");
        assertTrue(changed > 100, changed + " differed");
    }
}
