package dev.mlrecipe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Weight;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which plans are run together. */
class ModelRunsTest {
    private static final List<Weight> WEIGHTS = List.of(Fakes.weight(0, "ones", new float[] {1, 1, 1, 1}));
    private static final CoreMlModel FIRST = Fakes.model(WEIGHTS);
    private static final CoreMlModel SECOND = Fakes.model(WEIGHTS);

    @Test
    void thoseWhoseResultsFitTheRoom() {
        assertEquals(List.of(2, 2, 1), together(20, FIRST, FIRST, FIRST, FIRST, FIRST));
        assertEquals(List.of(5), together(40, FIRST, FIRST, FIRST, FIRST, FIRST));
    }

    @Test
    void oneThatDoesNotFitIsRunAlone() {
        assertEquals(List.of(1, 1), together(7, FIRST, FIRST));
    }

    @Test
    void onlyThoseOfOneModel() {
        assertEquals(List.of(2, 1, 1), together(100, FIRST, FIRST, SECOND, FIRST));
    }

    /** Sizes of the groups of plans with results of eight bytes each. */
    private static List<Integer> together(long room, CoreMlModel... models) {
        List<ModelRuns.Job> jobs = IntStream.range(0, models.length)
                .mapToObj(i -> new ModelRuns.Job(
                        new ModelRun(
                                models[i],
                                Fakes.plan(WEIGHTS, Fakes::halve),
                                "0",
                                Optional.empty(),
                                new ContentKey(models[i]),
                                Map.of(),
                                ModelRun.Inputs.NONE,
                                ModelRun.Judge.NONE),
                        Path.of("out" + i),
                        (weight, result) -> {}))
                .toList();
        return ModelRuns.together(jobs, room).stream().map(List::size).toList();
    }
}
