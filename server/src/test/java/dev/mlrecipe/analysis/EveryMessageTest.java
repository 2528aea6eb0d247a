package dev.mlrecipe.analysis;

import static dev.mlrecipe.plan.Fixture.dense;
import static dev.mlrecipe.plan.Fixture.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.raise.RaiseCase;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.plan.Fakes;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.Annotated;
import dev.mlrecipe.testing.Repository;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every way of getting an option wrong, in {@code src/test/resources/messages}: the findings below their lines, and after
 * {@code -->} the recipe that the first fixes lead to, one error after the other, which has no error left. After the title
 * stand words that a message must hold (key, value, what is right), and the model. With
 * {@code -Dtest.jvm=-Dupdate.docs=true} the files are written instead.
 */
class EveryMessageTest {
    private static final Path FOLDER = Repository.path("server/src/test/resources/messages");
    private static final Surroundings PRODUCT = Surroundings.load();
    private static final RecipeParser PARSER = new RecipeParser(
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(),
            PRODUCT.availability());
    private static final Map<String, ModelIndex> MODELS = Map.of(
            "net", net(Opset.COREML8),
            "old", net(Opset.COREML7),
            "tied", model(Opset.COREML8).weight("tied_weight", Shape.of(512, 64), "gather_1:gather", "linear_1:linear").build(),
            "embedding", model(Opset.COREML8).weight("emb_weight", Shape.of(512, 64), "gather_1:gather").build(),
            "network", new ModelIndex(
                    ModelKind.NEURAL_NETWORK,
                    1,
                    Optional.empty(),
                    List.of("main"),
                    model(Opset.COREML8)
                            .weight(List.of("conv_1.weights"), dense(DataType.FLOAT32, Shape.of(64, 64, 3, 3)), "conv_1:convolution")
                            .weight(List.of("fc.weights"), dense(DataType.FLOAT32, Shape.of(128, 64)), "fc:innerProduct")
                            .build()
                            .weights()));

    private static ModelIndex net(Opset opset) {
        return model(opset)
                .weight("conv_1_weight", Shape.of(64, 64, 3, 3), "conv_1:conv")
                .weight("conv_1_bias", Shape.of(64), "conv_1:conv")
                .weight("fc_weight", Shape.of(128, 64), "fc:linear")
                .weight("small_weight", Shape.of(32, 64), "small:linear")
                .weight("tiny_weight", Shape.of(3, 3), "tiny:linear")
                .weight(List.of("table_int32"), dense(DataType.INT32, Shape.of(64, 64)), "pick:gather")
                .weight(List.of("table_int8"), dense(DataType.INT8, Shape.of(64, 64)), "look:gather")
                .build();
    }

    /** Before the title of a case of {@code src/test/resources/raise}: a net that is raised like that program. */
    private static final String RAISED_LIKE = "raised like: ";

    private record Case(String title, List<String> words, Optional<ModelState.Read> model, String annotated, String fixed) {}

    @TestFactory
    Stream<DynamicContainer> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList().stream().map(EveryMessageTest::file);
        }
    }

    private static DynamicContainer file(Path file) {
        try {
            List<String> rendered = new ArrayList<>();
            List<DynamicTest> tests = new ArrayList<>();
            for (String block : Files.readString(file).split("(?m)^(?=## )")) {
                String title = block.lines().findFirst().orElseThrow();
                Case mistake = read(title, block.substring(title.length() + 1));
                rendered.add(render(title, mistake));
                tests.add(DynamicTest.dynamicTest(mistake.title, () -> check(mistake)));
            }
            if (Boolean.getBoolean("update.docs")) {
                Files.writeString(file, String.join("\n", rendered));
            }
            return DynamicContainer.dynamicContainer(file.getFileName().toString(), tests);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Case read(String title, String body) {
        String[] parts = title.substring(3).split(" \\| ");
        String[] halves = (body.stripTrailing() + "\n").split("(?m)^-->\\n", 2);
        return new Case(
                parts[0],
                parts.length > 1 ? List.of(parts[1].split(" ")) : List.of(),
                parts.length > 2 ? Optional.of(state(parts[2])) : Optional.empty(),
                halves[0],
                halves.length > 1 ? halves[1] : "");
    }

    private static ModelState.Read state(String word) {
        if (!word.startsWith(RAISED_LIKE)) {
            ModelIndex index = MODELS.get(word);
            return new ModelState.Read(index, new Fakes.SumEncoding() {
                @Override
                public ModelKind kind() {
                    return index.kind();
                }
            });
        }
        RaiseCase like = RaiseCase.titled(word.substring(RAISED_LIKE.length()));
        return new ModelState.Read(
                net(like.from()), new Fakes.SumEncoding(), List.of(), Optional.of(like.raising()));
    }

    private static String render(String title, Case mistake) {
        String recipe = Annotated.clean(mistake.annotated);
        String annotated = Annotated.annotate(Text.of(recipe), findings(recipe, mistake.model));
        String fixed = fixed(recipe, mistake.model);
        return title + "\n" + annotated + (fixed.equals(recipe) ? "" : "-->\n" + fixed);
    }

    private static void check(Case mistake) {
        String recipe = Annotated.clean(mistake.annotated);
        List<Finding> findings = findings(recipe, mistake.model);
        assertEquals(mistake.annotated, Annotated.annotate(Text.of(recipe), findings));
        String messages = String.join("\n", findings.stream().map(Finding::message).toList());
        mistake.words.forEach(word -> assertTrue(messages.contains(word), word + " is not in " + messages));
        String fixed = fixed(recipe, mistake.model);
        assertEquals(mistake.fixed, fixed.equals(recipe) ? "" : fixed);
        assertEquals(List.of(), errors(fixed, mistake.model));
        if (!errors(recipe, mistake.model).isEmpty()) {
            assertFalse(mistake.fixed.isEmpty(), "an error without a fix");
        }
    }

    private static List<Finding> findings(String recipe, Optional<ModelState.Read> model) {
        ParsedRecipe parsed = PARSER.parse(Text.of(recipe));
        ModelState state = model.<ModelState>map(read -> read).orElseGet(ModelState.Unknown::new);
        RecipePaths paths = RecipePaths.of(Path.of("/project/r.mlrecipe.yaml"), parsed.recipe());
        return Analysis.of(parsed, Optional.of(paths), state, PRODUCT, Optional.empty()).findings();
    }

    private static List<Finding> errors(String recipe, Optional<ModelState.Read> model) {
        return findings(recipe, model).stream().filter(f -> f.severity() == Severity.ERROR).toList();
    }

    /** The recipe after the first fix of each error; of the first finding with a fix where there is no error. */
    private static String fixed(String recipe, Optional<ModelState.Read> model) {
        String now = recipe;
        boolean wrong = !errors(recipe, model).isEmpty();
        for (int round = 0; round < 5; round++) {
            Optional<Finding> next = (wrong ? errors(now, model) : findings(now, model))
                    .stream().filter(f -> !f.fixes().isEmpty()).findFirst();
            if (next.isEmpty() || (!wrong && round > 0)) {
                return now;
            }
            now = Annotated.apply(now, next.get().fixes().getFirst());
        }
        return now;
    }
}
