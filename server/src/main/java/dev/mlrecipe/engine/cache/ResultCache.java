package dev.mlrecipe.engine.cache;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.plan.Decision.Action;
import dev.mlrecipe.technique.InputMoments;
import dev.mlrecipe.technique.Workbench;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Results of former runs, one file per weight, in a folder that any number of threads and processes share. Runs give
 * the same with and without it. A cache that does not work never fails a run: it says so once and keeps out of the way.
 */
public final class ResultCache {
    /** Bytes that the files may take together. */
    public static final long LIMIT = 2L << 30;

    private final Path folder;
    private final String version;
    private final Consumer<IOException> trouble;
    private final CacheSpace space;
    private final AtomicBoolean broken = new AtomicBoolean();
    private String product;

    /**
     * @param folder need not exist
     * @param limit bytes that the files may take together
     * @param version version of the product
     * @param trouble hears at most once that the cache cannot be used, and why
     */
    public ResultCache(Path folder, long limit, String version, Consumer<IOException> trouble) {
        this.folder = folder;
        this.version = version;
        this.trouble = trouble;
        this.space = new CacheSpace(folder, limit);
    }

    /**
     * The key of what {@code actions} make of a weight; empty if results of such actions are not kept. Those of
     * plugins are not: a plugin's code may change without its version.
     *
     * @param stored how the weight is stored, wherever its bytes are read from
     * @param bench of the weight
     * @throws IOException if the weight cannot be read
     */
    public Optional<CacheKey> key(
            Weight weight, Representation stored, Opset opset, List<Action> actions, Workbench bench)
            throws IOException {
        if (broken.get() || !actions.stream().allMatch(ResultCache::builtIn)) {
            return Optional.empty();
        }
        Optional<String> known = product();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        byte[] content = bench.once(new Content(stored), () -> CacheKey.content(stored, bench::checkCancelled));
        boolean calibrates = actions.stream().anyMatch(action -> action.config().calibrates());
        Optional<String> inputs = bench.moments().filter(moments -> calibrates).map(InputMoments::key);
        return Optional.of(CacheKey.of(known.get(), weight, content, opset, actions, inputs));
    }

    /** Names the digest of a stored form. */
    private record Content(Representation stored) {}

    /** The result with this key, its tensors on the workbench; empty if there is none that is sound. */
    public Optional<WeightResult> find(CacheKey key, Workbench bench) {
        if (broken.get()) {
            return Optional.empty();
        }
        Path file = space.entry(key);
        try {
            Optional<WeightResult> result = CacheEntry.read(file, key, bench);
            if (result.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                touch(file);
            }
            return result;
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException unreadable) {
            stop(unreadable);
            return Optional.empty();
        }
    }

    /** Keeps a result. The entry appears as a whole or not at all. */
    public void put(CacheKey key, WeightResult result, Workbench bench) {
        if (broken.get()) {
            return;
        }
        try {
            CacheEntry entry = new CacheEntry(key, result);
            Files.createDirectories(folder);
            if (space.reserve(entry.size())) {
                write(entry, space.entry(key), bench);
            }
        } catch (IOException problem) {
            stop(problem);
        } catch (DirectoryIteratorException problem) {
            stop(problem.getCause());
        }
    }

    /**
     * Deletes all results.
     *
     * @throws IOException if the folder cannot be looked at
     */
    public void clear() throws IOException {
        if (Files.isDirectory(folder)) {
            space.clear();
        }
    }

    private void write(CacheEntry entry, Path target, Workbench bench) throws IOException {
        Path fresh = space.unfinished();
        try {
            entry.write(fresh, bench::checkCancelled);
            move(fresh, target);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void move(Path fresh, Path target) throws IOException {
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException refused) {
            // Windows does not replace a file that is being read; then the same result is already there.
            if (!Files.exists(target)) {
                throw refused;
            }
        }
    }

    /** In a folder that may only be read, entries are not marked as used. */
    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException harmless) {
            // It is deleted earlier than others that were used as recently.
        }
    }

    private void stop(IOException problem) {
        if (broken.compareAndSet(false, true)) {
            trouble.accept(problem);
        }
    }

    private synchronized Optional<String> product() {
        if (product == null && !broken.get()) {
            try {
                product = version + " " + ProductCode.fingerprint();
            } catch (IOException unknown) {
                stop(unknown);
            }
        }
        return Optional.ofNullable(product);
    }

    private static boolean builtIn(Action action) {
        return ProductCode.holds(action.config().technique().getClass());
    }
}
