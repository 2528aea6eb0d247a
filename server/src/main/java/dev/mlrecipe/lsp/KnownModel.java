package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.session.ModelFacts;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is known about the model at a path.
 *
 * @param path where it is; empty if none is named
 * @param state what planning needs
 * @param facts everything; empty unless it was read
 */
record KnownModel(Optional<Path> path, ModelState state, Optional<ModelFacts> facts) {

    /** No model is named, or nobody has looked. */
    static final KnownModel NONE = new KnownModel(Optional.empty(), new ModelState.Unknown(), Optional.empty());

    static KnownModel read(Path path, ModelFacts facts) {
        return new KnownModel(Optional.of(path), facts.state(), Optional.of(facts));
    }

    static KnownModel unreadable(Path path, String problem) {
        return new KnownModel(Optional.of(path), new ModelState.Unreadable(problem), Optional.empty());
    }

    /** Identifies the content, all of which is read; empty if it cannot be. */
    Optional<String> fingerprint() {
        return path.flatMap(ModelFacts::fingerprint);
    }
}
