package dev.mlrecipe.coreml.raise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.program.Programs;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.proto.mil.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a program holds, raising it ends with changes, with refusals or with a {@link ModelException}. */
class DamagedProgramsTest {
    private static final long SEED = 41;

    @Test
    void damagedBytes() throws IOException {
        List<RaiseCase> cases = new ArrayList<>();
        for (Path file : RaiseCase.files()) {
            cases.addAll(RaiseCase.read(file));
        }
        Random random = new Random(SEED);
        ValueReader values = new ValueReader(Path.of("model.mlmodel"), Programs.NO_FILES);
        int raised = 0;
        int refused = 0;
        for (int round = 0; round < 4000; round++) {
            RaiseCase like = cases.get(random.nextInt(cases.size()));
            byte[] bytes = like.parsed().toByteArray();
            for (int hit = random.nextInt(4); hit >= 0; hit--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                Program program = Program.parseFrom(bytes);
                if (program.getFunctionsMap().values().stream()
                        .allMatch(f -> f.getBlockSpecializationsMap().containsKey(like.from().word()))) {
                    Raising raising =
                            ProgramRaise.raise(program, values, like.from(), Opset.COREML9, Indices.GUARD).raising();
                    raised += raising.safe() ? 1 : 0;
                    refused += raising.safe() ? 0 : 1;
                }
            } catch (InvalidProtocolBufferException | ModelException expected) {
                // The answers that damaged files may get.
            }
        }
        assertTrue(raised > 100 && refused > 100, raised + " raised, " + refused + " refused of 4000, seed " + SEED);
    }
}
