package dev.mlrecipe.lsp;

import dev.mlrecipe.session.ModelFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is known of the models that open recipes name, by real path. Belongs to the state thread; models are read on
 * workers. A model that changes on disk is read again once it has been quiet for a while. A package is often half
 * written when it is looked at, so what was known of it holds until it has been unreadable twice.
 */
final class ModelCache {
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final StateThread state;
    private final Workers workers;
    private final Consumer<Path> changed;
    private final Map<Path, Entry> entries = new HashMap<>();

    private static final class Entry {
        private Optional<KnownModel> known = Optional.empty();
        private boolean reading;
        private boolean again;
        private boolean doubtful;
        private StateThread.Timer timer = () -> {};
    }

    /** @param changed hears on the state thread that something new is known of a model */
    ModelCache(StateThread state, Workers workers, Consumer<Path> changed) {
        this.state = state;
        this.workers = workers;
        this.changed = changed;
    }

    /** What is known; if nothing is, the model will be read. */
    Optional<KnownModel> get(Path model) {
        Entry entry = entries.get(model);
        if (entry == null) {
            entry = new Entry();
            entries.put(model, entry);
            read(model, entry);
        }
        return entry.known;
    }

    /** Something happened to a file, which may be part of a model. */
    void fileChanged(Path file) {
        String inner = key(file);
        entries.forEach((model, entry) -> {
            String outer = key(model);
            if (inner.equals(outer) || inner.startsWith(outer + "/") || outer.startsWith(inner + "/")) {
                readLater(model, entry, QUIET);
            }
        });
    }

    /** Looks at a model again. */
    void refresh(Path model) {
        Entry entry = entries.get(model);
        if (entry != null) {
            read(model, entry);
        }
    }

    /** Forgets the models that nobody needs any more. */
    void retain(Set<Path> needed) {
        entries.entrySet().removeIf(entry -> {
            boolean gone = !needed.contains(entry.getKey());
            if (gone) {
                entry.getValue().timer.cancel();
            }
            return gone;
        });
    }

    private void readLater(Path model, Entry entry, Duration delay) {
        entry.timer.cancel();
        entry.timer = state.after(delay, () -> read(model, entry));
    }

    private void read(Path model, Entry entry) {
        if (entry.reading) {
            entry.again = true;
            return;
        }
        entry.reading = true;
        workers.analyse(() -> {
            KnownModel found = look(model);
            state.run(() -> found(model, entry, found));
        });
    }

    private void found(Path model, Entry entry, KnownModel found) {
        entry.reading = false;
        if (entries.get(model) != entry) {
            return;
        }
        if (entry.again) {
            entry.again = false;
            read(model, entry);
            return;
        }
        boolean wasRead = entry.known.flatMap(KnownModel::facts).isPresent();
        if (wasRead && found.facts().isEmpty() && !entry.doubtful) {
            entry.doubtful = true;
            readLater(model, entry, PATIENCE);
            return;
        }
        entry.doubtful = false;
        if (!entry.known.equals(Optional.of(found))) {
            entry.known = Optional.of(found);
            changed.accept(model);
        }
    }

    private static KnownModel look(Path model) {
        try {
            return KnownModel.read(model, ModelFacts.read(model));
        } catch (IOException unreadable) {
            return KnownModel.unreadable(model, ModelFacts.problem(model, unreadable));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
            String problem = model + ": cannot be read (" + Client.shortly(broken) + ")";
            return KnownModel.unreadable(model, problem);
        }
    }

    /** Equal for names of one file on disks that ignore case and the composition of letters. */
    private static String key(Path path) {
        String text = path.toString().replace('\\', '/');
        return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
