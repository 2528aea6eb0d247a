package dev.mlrecipe.suggest;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Weights that have names and shapes only. */
final class NamedWeights {
    private NamedWeights() {}

    /** @param consumers operation and its type, separated by a colon */
    static Weight of(int id, String name, long rows, String... consumers) {
        List<Consumer> users = Stream.of(consumers)
                .map(user -> user.split(":"))
                .map(user -> new Consumer("main", user[0], user[1], "weight", new ChannelAxes(0, 1)))
                .toList();
        return new Weight(
                id,
                name,
                List.of(name),
                "main",
                users,
                new Dense(Tensor.sketch(DataType.FLOAT16, Shape.of(rows, 64))));
    }
}
