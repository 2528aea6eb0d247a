package dev.mlrecipe.editor;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.mil.MilEncoding;
import dev.mlrecipe.coreml.raise.RaiseCase;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.engine.Reports;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.PartFindings;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.text.Text;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.ServiceLoader;

/** Snapshots of recipes with the product's vocabulary and a small model. */
final class Fixture {
    static final char MARK = '▮';
    static final Vocabulary VOCABULARY = new Vocabulary(
            ServiceLoader.load(Technique.class).stream().map(ServiceLoader.Provider::get).toList(), Availability.load());

    /** Four layers of 2.1, 0.5, 0.13 and 0.02 MB, as converted for iOS18. */
    static final ModelIndex MODEL = dev.mlrecipe.plan.Fixture.model(Opset.COREML8)
            .weight("conv1_weight", Shape.of(64, 3, 7, 7), "conv1:conv")
            .weight("conv1_bias", Shape.of(64), "conv1:conv")
            .weight("layer1_0_conv1_weight", Shape.of(64, 64, 4, 4), "layer1_0_conv1:conv")
            .weight("layer4_2_conv3_weight", Shape.of(2048, 512, 1, 1), "layer4_2_conv3:conv")
            .weight("fc w", Shape.of(256, 1000), "fc:linear")
            .build();

    private Fixture() {}

    /** A recipe and the cursor in it. */
    record Marked(Snapshot snapshot, int offset) {}

    /** A recipe with a {@link #MARK}. */
    static Marked marked(String recipe) {
        int offset = recipe.indexOf(MARK);
        return new Marked(of(recipe.substring(0, offset) + recipe.substring(offset + 1)), offset);
    }

    /** With {@link #MODEL} if the recipe names a model. */
    static Snapshot of(String recipe) {
        return of(recipe, MODEL);
    }

    static Snapshot of(String recipe, ModelIndex index) {
        ParsedRecipe file =
                new RecipeParser(VOCABULARY.techniques(), VOCABULARY.availability()).parse(Text.of(recipe));
        List<Snapshot> parts = file.parts().stream().map(part -> one(part, index)).toList();
        PartFindings findings = new PartFindings();
        parts.forEach(part -> findings.add(part.part(), part.analysis().findings()));
        return file.several().isEmpty() ? parts.getFirst() : parts.getFirst().of(file, findings.all(), parts);
    }

    private static Snapshot one(ParsedRecipe parsed, ModelIndex index) {
        Encoding encoding = new MilEncoding(index.opset().orElse(Opset.COREML6));
        ModelState model = parsed.recipe().model().isPresent()
                ? new ModelState.Read(index, encoding)
                : new ModelState.Unknown();
        RecipePaths paths = RecipePaths.of(Path.of("/project/small.mlrecipe.yaml"), parsed.recipe());
        Analysis analysis =
                Analysis.of(parsed, Optional.of(paths), model, VOCABULARY.availability(), Optional.empty());
        Optional<Report> planned =
                analysis.planning().map(planning -> Reports.planned(encoding, encoding, planning.plan()));
        return new Snapshot(
                parsed, Optional.of(paths), model, List.of(), analysis, planned, Optional.empty(), VOCABULARY,
                Display.STANDARD);
    }

    /** A model of one layer whose program is raised like that of a fixture. */
    static Snapshot raisable(String recipe, RaiseCase like) {
        ParsedRecipe parsed =
                new RecipeParser(VOCABULARY.techniques(), VOCABULARY.availability()).parse(Text.of(recipe));
        ModelIndex index = dev.mlrecipe.plan.Fixture.model(like.from())
                .weight("w", Shape.of(64, 64), "fc:linear")
                .build();
        ModelState model = new ModelState.Read(
                        index, new MilEncoding(like.from()), List.of(), Optional.of(like.raising()))
                .raisedFor(parsed.recipe(), VOCABULARY.availability());
        Analysis analysis =
                Analysis.of(parsed, Optional.empty(), model, VOCABULARY.availability(), Optional.empty());
        return new Snapshot(
                parsed, Optional.empty(), model, List.of(), analysis, Optional.empty(), Optional.empty(), VOCABULARY,
                Display.STANDARD);
    }

    /** After a run of another recipe, or of the same one: every layer has an SNR of its own. */
    static Snapshot after(Snapshot run, Snapshot now) {
        return with(now, measure(run), now.display());
    }

    static Snapshot after(Snapshot run) {
        return after(run, run);
    }

    /** After a run that measured accuracy as well. */
    static Snapshot measured(Snapshot run, Accuracy accuracy) {
        Analysis plain = run.analysis();
        Analysis analysis = new Analysis(
                plain.findings(), plain.planning(), plain.forecast(), plain.measured(), accuracy, plain.alternatives());
        return new Snapshot(
                run.parsed(), run.paths(), run.model(), run.functions(), analysis, run.planned(),
                Optional.of(measure(run)), run.vocabulary(), run.display());
    }

    static Snapshot with(Snapshot snapshot, Measurements measured, Display display) {
        return new Snapshot(
                snapshot.parsed(), snapshot.paths(), snapshot.model(), snapshot.functions(), snapshot.analysis(),
                snapshot.planned(), Optional.of(measured), snapshot.vocabulary(), display);
    }

    /** The planned sizes, and an SNR of 10 dB plus the weight's id. */
    static Measurements measure(Snapshot snapshot) {
        Planning planning = snapshot.analysis().planning().orElseThrow();
        Map<Integer, Measurements.Measurement> weights = new HashMap<>();
        for (PlannedWeight planned : planning.plan().weights()) {
            LayerResult row = snapshot.planned().orElseThrow().layers().get(planned.weight().id());
            if (planned.decision() instanceof Decision.Compress compress) {
                Measurements.Measurement found = Measurements.Measurement.of(compress, row);
                weights.put(
                        planned.weight().id(),
                        new Measurements.Measurement(
                                found.actions(), found.status(), found.reason(), found.form(), found.bits(),
                                found.storedBytes(), OptionalDouble.of(1e-5),
                                OptionalDouble.of(10 + planned.weight().id()), OptionalDouble.of(0.25)));
            }
        }
        return new Measurements("key", weights);
    }
}
