package dev.mlrecipe.coreml.raise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Programs before and after raising, in {@code src/test/resources/raise}: every default, every rewrite and every refusal.
 * With {@code -Dtest.jvm=-Dupdate.docs=true} what stands behind {@code -->} is written instead.
 */
class RaisedProgramsTest {

    @TestFactory
    Stream<DynamicContainer> files() throws IOException {
        return RaiseCase.files().stream().map(RaisedProgramsTest::file);
    }

    private static DynamicContainer file(Path file) {
        try {
            List<RaiseCase> cases = RaiseCase.read(file);
            if (Boolean.getBoolean("update.docs")) {
                List<String> rendered = new ArrayList<>();
                for (RaiseCase raise : cases) {
                    rendered.add(raise.render(raise.outcome()));
                }
                Files.writeString(file, String.join("\n", rendered));
            }
            return DynamicContainer.dynamicContainer(
                    file.getFileName().toString(),
                    cases.stream()
                            .map(raise -> DynamicTest.dynamicTest(
                                    raise.title(), () -> assertEquals(raise.expected(), raise.outcome()))));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
