package dev.mlrecipe.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.Repository;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every code has a page, every page has a code, and the recipes on the pages do what the pages say. */
class DiagnosticPagesTest {
    private static final Path PAGES = Repository.path("docs/diagnostics");
    private static final Pattern RECIPE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");

    /** What the text of a recipe alone does not tell. */
    private static final Set<Code> NEED_A_MODEL = EnumSet.of(
            Code.MODEL_OPSET_TOO_OLD,
            Code.OPSET_RAISED,
            Code.OPSET_NOT_RAISED,
            Code.MODEL_UNREADABLE,
            Code.OUTPUT_CONFLICT,
            Code.CONFLICTING_CONFIGS,
            Code.LAYER_SKIPPED,
            Code.ALREADY_COMPRESSED,
            Code.STEP_HAS_NO_EFFECT,
            Code.RULE_MATCHES_NOTHING,
            Code.NO_INHERITANCE,
            Code.SIZE_ONLY,
            Code.KNOWN_HAZARD,
            Code.UNKNOWN_DEVICE,
            Code.DEVICE_OLDER_THAN_TARGET,
            Code.NO_PREDICTED_GAIN,
            Code.SLOWER_PREDICTED,
            Code.DATA_INVALID,
            Code.NOT_CALIBRATED,
            Code.MEASURED_INVALID,
            Code.MEASURED_MISMATCH,
            Code.EXPECTATION_FAILED,
            Code.RULE_RESULT,
            Code.LAYER_RESULT,
            Code.RUN_FAILED,
            Code.RUN_CANCELLED);

    private static final RecipeParser PARSER = new RecipeParser(
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(), Availability.load());

    @Test
    void everyCodeHasAPageAndEveryPageACode() throws IOException {
        Set<String> codes = Arrays.stream(Code.values()).map(Code::word).collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.list(PAGES)) {
            Set<String> pages = files.map(f -> f.getFileName().toString().replaceFirst("\\.md$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(codes, pages);
        }
    }

    @TestFactory
    Stream<DynamicTest> pages() {
        return Arrays.stream(Code.values()).map(code -> DynamicTest.dynamicTest(code.word(), () -> checkPage(code)));
    }

    private static void checkPage(Code code) throws IOException {
        String page = Files.readString(PAGES.resolve(code.word() + ".md")).replace("\r\n", "\n");
        assertTrue(page.startsWith("# " + code.word() + "\n"), "the title is the code");
        List<String> recipes =
                RECIPE.matcher(page).results().map(m -> m.group(1)).toList();
        assertFalse(recipes.isEmpty(), "a page has an example");
        Matcher link = Pattern.compile("\\]\\(([a-z-]+)\\.md\\)").matcher(page);
        while (link.find()) {
            assertTrue(Code.of(link.group(1)).isPresent(), "link to " + link.group(1));
        }
        if (NEED_A_MODEL.contains(code)) {
            recipes.forEach(recipe -> assertEquals(List.of(), PARSER.parse(Text.of(recipe)).findings(), recipe));
            return;
        }
        List<Finding> first = PARSER.parse(Text.of(recipes.getFirst())).findings();
        assertEquals(Set.of(code.word()), first.stream().map(Finding::code).collect(Collectors.toSet()), recipes.getFirst());
        for (String recipe : recipes.subList(1, recipes.size())) {
            assertEquals(List.of(), PARSER.parse(Text.of(recipe)).findings(), recipe);
        }
    }
}
