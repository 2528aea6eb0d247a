package dev.mlrecipe.lsp;

import com.google.gson.JsonElement;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.editor.Display;
import dev.mlrecipe.editor.RecipeStatus;
import dev.mlrecipe.editor.Snapshot;
import dev.mlrecipe.editor.Vocabulary;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.RunResults;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.RunCancelled;
import dev.mlrecipe.finding.RunFailed;
import dev.mlrecipe.recipe.Calibration;
import dev.mlrecipe.recipe.LabelsEntry;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.MeasuredEntry;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.session.Boundary;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Everything that changes while the server runs: open documents, settings, trust, models, runs. Belongs to the state
 * thread; workers get immutable {@link Understanding}s and hand results back as tasks, which count only as long as the
 * understanding that they were made from is the newest of its document.
 */
final class Workspace {
    /** So long a client may take to tell its settings. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final StateThread state;
    private final Workers workers;
    private final Client client;
    private final Tools tools;
    private final UserOptions options;
    private final Vocabulary vocabulary;
    private final Map<String, OpenDocument> documents = new LinkedHashMap<>();
    private final Folders folders = new Folders();
    private final Map<Path, Lazy<List<String>>> namedFiles = new HashMap<>();
    private final Publisher publisher;
    private final ModelCache models;
    private final Runs runs;
    private final Suggestions suggestions;
    private final Set<OpenDocument> savedMeanwhile = new LinkedHashSet<>();
    private boolean trusted;
    private int asking;

    Workspace(StateThread state, Workers workers, Client client, Tools tools, UserOptions options) {
        this.state = state;
        this.workers = workers;
        this.client = client;
        this.tools = tools;
        this.options = options;
        this.vocabulary = new Vocabulary(tools.toolbox().techniques(), tools.toolbox().availability());
        this.publisher = new Publisher(state, client, tools.pages(), options, folders);
        this.models = new ModelCache(state, workers, this::modelChanged);
        this.runs = new Runs(this, state, workers);
        this.suggestions = new Suggestions(this, state, workers);
        this.trusted = options.trusted();
    }

    Client client() {
        return client;
    }

    UserOptions options() {
        return options;
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    Tools tools() {
        return tools;
    }

    Runs runs() {
        return runs;
    }

    Suggestions suggestions() {
        return suggestions;
    }

    boolean trusted() {
        return trusted;
    }

    /** Something unexpected went wrong; the user sees one line of it. */
    void log(Throwable failure) {
        client.log("mlrecipe: " + Client.shortly(failure));
    }

    /** Works off this thread, and comes back to it with what follows. */
    void worker(Supplier<Runnable> work) {
        workers.analyse(() -> state.run(work.get()));
    }

    // Documents

    Optional<OpenDocument> document(String uri) {
        return Optional.ofNullable(documents.get(DocumentUri.of(uri).key()));
    }

    Collection<OpenDocument> documents() {
        return documents.values();
    }

    void open(DocumentUri uri, int number, Text text) {
        namedFiles.clear();
        OpenDocument document = new OpenDocument(uri);
        documents.put(uri.key(), document);
        document.setVersion(version(document, number, text));
        refresh(document);
    }

    void edit(OpenDocument document, int number, Text text) {
        Text before = document.version().text();
        document.layers().shift(Shift.between(before.content(), text.content()));
        document.setVersion(version(document, number, text));
        document.edited();
        refresh(document);
    }

    void close(OpenDocument document) {
        documents.remove(document.uri().key());
        document.close();
        publisher.withdraw(document);
        forgetModels();
        List<RecipePaths> paths = document.paths();
        document.setPaths(List.of());
        refreshNeighbours(document, paths);
    }

    private void forgetModels() {
        Set<Path> needed = new HashSet<>();
        documents.values().forEach(document -> needed.addAll(document.modelPaths()));
        models.retain(needed);
    }

    // Understanding

    /** Looks at a document anew because something of it or around it has changed. */
    void refresh(OpenDocument document) {
        Map<Path, KnownModel> known = new HashMap<>();
        document.modelPaths().forEach(path -> models.get(path).ifPresent(model -> known.put(path, model)));
        Around around = new Around(
                vocabulary,
                surroundings(document),
                boundary(document),
                known,
                document.results(),
                document.running(),
                runs.isRunning(document),
                display(document),
                tools.reporting(),
                tools.toolbox().hashes(),
                client.style(),
                namedFiles(document));
        Understanding understanding = new Understanding(document.version(), around, document.uri().path());
        document.understand(understanding);
        workers.analyse(() -> analyse(document, understanding));
    }

    /** On a worker. */
    private void analyse(OpenDocument document, Understanding understanding) {
        if (document.understanding() != understanding) {
            return;
        }
        List<Finding> read = understanding.parsed().findings();
        whileNewest(document, understanding, () -> {
            document.layers().read(read);
            publisher.findings(document);
        });
        if (!understanding.knowsItsModels()) {
            Set<Path> paths = understanding.modelPaths();
            whileNewest(document, understanding, () -> namesModels(document, paths));
        }
        if (document.understanding() == understanding) {
            Snapshot snapshot = understanding.snapshot();
            RecipeStatus status = RecipeStatus.of(snapshot);
            whileNewest(document, understanding, () -> {
                document.setStatus(status);
                analysed(document, understanding, snapshot);
            });
        }
    }

    private void whileNewest(OpenDocument document, Understanding understanding, Runnable task) {
        state.run(() -> {
            if (document.understanding() == understanding) {
                task.run();
            }
        });
    }

    private void namesModels(OpenDocument document, Set<Path> paths) {
        boolean others = !paths.equals(document.modelPaths());
        document.setModelPaths(paths);
        document.setResults(Map.of());
        long known = paths.stream().filter(path -> models.get(path).isPresent()).count();
        if (known == paths.size() || others && known > 0) {
            refresh(document);
            publisher.numbers();
        }
        forgetModels();
    }

    private void analysed(OpenDocument document, Understanding understanding, Snapshot snapshot) {
        List<RecipePaths> before = document.paths();
        if (document.setPaths(snapshot.parts().stream().flatMap(part -> part.paths().stream()).toList())) {
            refreshNeighbours(document, before);
        }
        document.layers().planned(tools.findings(snapshot));
        publisher.findings(document);
        publisher.status(document, runs.isRunning(document));
        if (document.results().isEmpty() && !document.isRecalled()
                && snapshot.parts().stream().allMatch(part -> part.planned().isPresent())) {
            document.setRecalled();
            workers.analyse(() -> recall(document, understanding, snapshot));
        }
    }

    /** On a worker: results of former runs, where the output is still what that run made of this very model. */
    private void recall(OpenDocument document, Understanding understanding, Snapshot snapshot) {
        Map<String, RunResults> results = new HashMap<>();
        for (Snapshot part : snapshot.parts()) {
            recall(understanding, part).ifPresent(found -> results.put(part.part().name(), found));
        }
        if (!results.isEmpty()) {
            state.run(() -> {
                boolean sameModels = document.modelPaths().equals(understanding.around().models().keySet());
                if (document.results().isEmpty() && sameModels) {
                    resulted(document, results);
                }
            });
        }
    }

    private Optional<RunResults> recall(Understanding understanding, Snapshot part) {
        Optional<Path> model = part.paths().flatMap(RecipePaths::model);
        return part.paths()
                .flatMap(RecipePaths::output)
                .flatMap(RecipeRun::writtenKey)
                .flatMap(key -> tools.kept().flatMap(kept -> kept.find(key)))
                .filter(found -> model.isPresent() && understanding.modelHas(model.get(), found.fingerprint()));
    }

    private void modelChanged(Path model) {
        for (OpenDocument document : List.copyOf(documents.values())) {
            if (document.modelPaths().contains(model)) {
                document.setResults(Map.of());
                refresh(document);
                publisher.numbers();
            }
        }
    }

    private void resulted(OpenDocument document, Map<String, RunResults> results) {
        document.addResults(results);
        refresh(document);
        publisher.numbers();
    }

    /** Files are looked for at most once until some change. */
    private Lazy<List<String>> namedFiles(OpenDocument document) {
        Optional<Path> folder = document.uri().path().map(Path::getParent);
        return folder.isEmpty()
                ? new Lazy<>(List::of)
                : namedFiles.computeIfAbsent(folder.get(), path -> new Lazy<>(() -> NamedFiles.near(path)));
    }

    /** Files changed on disk. */
    void filesChanged(List<Path> files) {
        namedFiles.clear();
        files.forEach(models::fileChanged);
        documents.values().stream()
                .filter(document -> namesMeasured(document, files) || findsModels(document))
                .forEach(document -> {
                    refresh(document);
                    publisher.numbers();
                });
    }

    /** Whether it has a pattern of paths, which other files may fit now. */
    private static boolean findsModels(OpenDocument document) {
        return document.version().parsed().parts().stream().anyMatch(part -> part.recipe().part().glob());
    }

    private static boolean namesMeasured(OpenDocument document, List<Path> files) {
        return document.version().parsed().parts().stream()
                .map(ParsedRecipe::recipe)
                .flatMap(recipe -> document.uri().path().map(path -> RecipePaths.of(path, recipe)).stream()
                        .flatMap(paths -> named(recipe).flatMap(file -> paths.beside(file).stream())))
                .anyMatch(path -> files.stream().anyMatch(file -> overlap(path, file)));
    }

    /** Files beside model and output that a recipe names. */
    private static Stream<String> named(Recipe recipe) {
        Calibration calibration = recipe.calibration();
        return Stream.of(
                        recipe.measured().stream().map(MeasuredEntry::file),
                        calibration.statistics().stream(),
                        calibration.data().stream().flatMap(data -> data.labels().stream()).map(LabelsEntry::path),
                        calibration.data().stream().flatMap(data -> data.paths().stream()))
                .flatMap(files -> files)
                .map(Located::value);
    }

    private List<OpenDocument> others(OpenDocument document) {
        return documents.values().stream().filter(other -> other != document).toList();
    }

    /** Looks again at the recipes that write where a document's recipe writes, or wrote before. */
    private void refreshNeighbours(OpenDocument document, List<RecipePaths> before) {
        List<Path> outputs = Stream.concat(before.stream(), document.paths().stream())
                .flatMap(paths -> paths.output().stream())
                .toList();
        for (OpenDocument other : others(document)) {
            List<Path> own = other.paths().stream().flatMap(paths -> paths.output().stream()).toList();
            if (outputs.stream().anyMatch(path -> own.stream().anyMatch(theirs -> overlap(path, theirs)))) {
                refresh(other);
            }
        }
    }

    private static boolean overlap(Path a, Path b) {
        Path left = Path.of(a.toString().toLowerCase(Locale.ROOT));
        Path right = Path.of(b.toString().toLowerCase(Locale.ROOT));
        return left.startsWith(right) || right.startsWith(left);
    }

    private List<RecipePaths> otherRecipes(OpenDocument document) {
        return others(document).stream()
                .flatMap(other -> other.paths().stream())
                .toList();
    }

    private Surroundings surroundings(OpenDocument document) {
        return tools.toolbox()
                .surroundings()
                .withoutHazards(settings(document).hazardsOff())
                .beside(otherRecipes(document));
    }

    /** Reads recipes as the settings of a document's folder want. */
    private Version version(OpenDocument document, int number, Text text) {
        Optional<Target> target = settings(document).defaultTarget().flatMap(word ->
                new Targets(vocabulary.availability()).parse(word) instanceof Targets.Reading.Known known
                        ? Optional.of(known.target())
                        : Optional.empty());
        RecipeParser parser = new RecipeParser(vocabulary.techniques(), vocabulary.availability(), target);
        return new Version(number, text, parser);
    }

    private Boundary boundary(OpenDocument document) {
        return boundaryAround(document.uri());
    }

    /** Which files something may use that lies there. */
    Boundary boundaryAround(DocumentUri place) {
        if (place.path().isEmpty()) {
            return Boundary.NONE;
        }
        Path root = folders.around(place).flatMap(DocumentUri::path).orElse(place.path().get().getParent());
        return new WorkspaceBoundary(root, options.outputRoots(), trusted);
    }

    private Display display(OpenDocument document) {
        Optional<Display> chosen = settings(document).display();
        return options.intellij()
                ? chosen.map(Display::forIntellij).orElse(Display.INTELLIJ)
                : chosen.orElse(Display.STANDARD);
    }

    // Folders, settings, trust

    /** Whether it lies in a folder of the workspace. */
    boolean holds(DocumentUri place) {
        return folders.around(place).isPresent();
    }

    void changeFolders(List<DocumentUri> added, List<DocumentUri> removed) {
        folders.change(added, removed);
        documents.values().forEach(this::refresh);
    }

    Settings settings(OpenDocument document) {
        return folders.settings(document.uri());
    }

    /** Asks for the settings of every folder and of what lies in none. */
    void pullSettings() {
        if (!client.answersConfiguration()) {
            return;
        }
        List<String> keys = new ArrayList<>(List.of(Folders.NONE));
        List<Optional<String>> scopes = new ArrayList<>(List.of(Optional.empty()));
        for (DocumentUri folder : folders.all()) {
            keys.add(folder.key());
            scopes.add(Optional.of(folder.text()));
        }
        asking++;
        StateThread.Timer patience = state.after(PATIENCE, this::settingsKnown);
        client.configuration(scopes, answers -> {
            patience.cancel();
            Map<String, Settings> pulled = new HashMap<>();
            for (int i = 0; i < Math.min(keys.size(), answers.size()); i++) {
                pulled.put(keys.get(i), Settings.of(answers.get(i)));
            }
            if (!answers.isEmpty()) {
                use(pulled);
            }
            settingsKnown();
        });
    }

    /** What had to wait for settings goes on. */
    private void settingsKnown() {
        asking = Math.max(0, asking - 1);
        if (asking == 0) {
            List<OpenDocument> saved = List.copyOf(savedMeanwhile);
            savedMeanwhile.clear();
            saved.stream().filter(document -> !document.isClosed()).forEach(this::saved);
        }
    }

    /** Settings that a client sent unasked. */
    void pushSettings(JsonElement section) {
        use(Map.of(Folders.NONE, Settings.of(section)));
    }

    private void use(Map<String, Settings> newest) {
        if (!folders.setSettings(newest)) {
            return;
        }
        for (OpenDocument document : documents.values()) {
            document.setVersion(version(document, document.version().number(), document.version().text()));
            refresh(document);
            publisher.findings(document);
        }
    }

    void trust(boolean now) {
        if (trusted != now) {
            trusted = now;
            if (!now) {
                runs.cancelAll();
                suggestions.cancelAll();
            }
            documents.values().forEach(this::refresh);
        }
    }

    // Runs

    /** The editor has written a document to disk. */
    void saved(OpenDocument document) {
        if (asking > 0) {
            savedMeanwhile.add(document);
            return;
        }
        document.modelPaths().forEach(models::refresh);
        boolean wanted = settings(document).compressOn() == Settings.CompressOn.SAVE;
        if (wanted && trusted && document.uri().path().isPresent()) {
            runs.saved(document);
        }
    }

    RunJob job(OpenDocument document, RunJob.Order order, Cancellation cancellation, RunJob.Listener listener) {
        int threads = settings(document).threads().orElse(Runtime.getRuntime().availableProcessors());
        return new RunJob(
                order,
                document.uri().path().orElseThrow(),
                tools.toolbox().beside(otherRecipes(document)),
                boundary(document),
                tools.kept(),
                threads,
                cancellation,
                listener);
    }

    /** A run has begun to compress. */
    void started(OpenDocument document) {
        document.layers().ended(List.of());
        publisher.findings(document);
        publisher.status(document, runs.isRunning(document));
        if (options.intellij()) {
            // So that cancelling is offered.
            refresh(document);
        }
    }

    /** A run has measured something. */
    void measured(OpenDocument document, String part, Measurements soFar) {
        document.setRunning(Map.of(part, soFar));
        refresh(document);
    }

    /** One of several recipes of a document has been run. */
    void finished(OpenDocument document, String part, RunResults results) {
        document.setRunning(Map.of());
        resulted(document, Map.of(part, results));
        publisher.status(document, runs.isRunning(document));
    }

    /** The newest run of a document has ended. */
    void ended(OpenDocument document, RunJob.Outcome outcome, boolean asked) {
        document.setRunning(Map.of());
        switch (outcome) {
            case RunJob.Outcome.Done done -> {
                written(done);
                document.layers().ended(List.of());
                resulted(document, done.results());
            }
            case RunJob.Outcome.UpToDate same -> {
                if (!same.results().isEmpty() && !same.results().equals(document.results())) {
                    resulted(document, same.results());
                }
            }
            case RunJob.Outcome.NotRun not -> {
                if (asked) {
                    client.info("mlrecipe: not compressed: " + not.reason());
                }
            }
            case RunJob.Outcome.Cancelled cancelled -> ended(document, cancelled.at(), (where, output) ->
                    RunCancelled.of(where, "the user", output.toString(), Files.exists(output)));
            case RunJob.Outcome.Failed failed -> ended(document, failed.at(), (where, output) ->
                    RunFailed.of(where, failed.reason(), output.toString(), Files.exists(output)));
        }
        publisher.findings(document);
        publisher.status(document, runs.isRunning(document));
    }

    private void ended(
            OpenDocument document,
            RunJob.At at,
            BiFunction<Span, Path, Finding> finding) {
        ParsedRecipe parsed = document.version().parsed();
        Recipe recipe = parsed.part(at.part()).orElse(parsed).recipe();
        Span where = recipe.output().or(recipe::model).map(Located::span).orElse(Span.at(0));
        Path target = at.output().orElseGet(() -> document.uri().path().orElseThrow());
        document.layers().ended(List.of(finding.apply(where, target)));
        refresh(document);
    }

    /** An output was written, which may be the model of another recipe. */
    void written(RunJob.Outcome.Done done) {
        done.outputs().forEach(models::fileChanged);
    }

    /** Stops everything that runs, so that nothing temporary is left. */
    void shutDown() {
        runs.cancelAll();
        suggestions.cancelAll();
    }
}
