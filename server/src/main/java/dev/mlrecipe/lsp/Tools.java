package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.ResultFindings;
import dev.mlrecipe.editor.Snapshot;
import dev.mlrecipe.engine.cache.CacheFolder;
import dev.mlrecipe.engine.cache.ResultCache;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.KeptResults;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.session.Toolbox;
import dev.mlrecipe.technique.Technique;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What all documents share and nothing changes.
 *
 * @param toolbox techniques, availability, cache of weights
 * @param folder where reports and pages are written; empty if the user has no place for such
 * @param kept results of former runs
 * @param pages pages about findings
 */
record Tools(Toolbox toolbox, Optional<Path> folder, Optional<KeptResults> kept, DocPages pages) {
    private static final String PAGES = "pages";

    /**
     * What the user's options ask for.
     *
     * @param version version of the product
     * @param messages hears what cannot be used
     */
    static Tools of(UserOptions options, String version, Consumer<String> messages) {
        Toolbox plain = Toolbox.of(techniques(options, messages), version).withPlugins(options.plugins());
        Optional<Path> folder = options.cacheFolder().or(CacheFolder::standard);
        long limit = options.cacheBytes().orElse(ResultCache.LIMIT);
        Toolbox toolbox = folder.filter(path -> limit > 0)
                .map(path -> plain.with(new ResultCache(path, limit, version, problem ->
                        messages.accept("goes on without the cache " + path + ": " + Client.shortly(problem)))))
                .orElse(plain);
        DocPages pages = options.docsBase()
                .map(DocPages::at)
                .or(() -> folder.map(path -> DocPages.in(path.resolve(PAGES))))
                .orElse(code -> Optional.empty());
        return new Tools(toolbox, folder, folder.map(path -> new KeptResults(path.resolve("results"))), pages);
    }

    private static List<Technique> techniques(UserOptions options, Consumer<String> messages) {
        if (options.plugins().isPresent()) {
            try {
                return Techniques.withPlugins(options.plugins().get()).all();
            } catch (InputException unusable) {
                messages.accept(unusable.getMessage());
            }
        }
        return Techniques.builtIn().all();
    }

    /** Everything that is to be published of a document. */
    List<Finding> findings(Snapshot snapshot) {
        return Stream.concat(
                        snapshot.analysis().findings().stream(), ResultFindings.of(snapshot).stream())
                .toList();
    }

    Reporting reporting() {
        return new Reporting(folder);
    }

    /** Puts the pages about findings where {@link #pages} says that they are. */
    void writePages() throws IOException {
        if (folder.isPresent()) {
            DocPages.write(folder.get().resolve(PAGES));
        }
    }

    /** Forgets the results of all former runs. */
    void clearCache() throws IOException {
        if (toolbox.cache().isPresent()) {
            toolbox.cache().get().clear();
        }
        if (kept.isPresent()) {
            kept.get().clear();
        }
    }
}
