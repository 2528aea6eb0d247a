package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.mlpackage.MlPackage;
import dev.mlrecipe.coreml.neural.NeuralNetworkModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Puts one output in place so that whatever fails, there is a whole output: the new one or the former one.
 *
 * <p>A package is a folder and a folder cannot be replaced atomically. So the output {@code N} is written into
 * {@code .N.tmp-<id>} beside it, the former one is renamed to {@code .N.old}, the new one takes its place, and the
 * former one is deleted. {@code .N.lock} is locked meanwhile; whoever holds it may take back what a dead run left
 * ({@link #recover}).
 */
public final class OutputSwap implements AutoCloseable {

    private static final int MAX_LINKS = 40;

    /** The steps, in order, for tests that stop the process after each. */
    enum Step {
        LOCKED,
        STAGED,
        WRITTEN,
        OLD_ASIDE,
        NEW_IN_PLACE,
        OLD_DELETED,
        STAGING_DELETED,
        UNLOCKED
    }

    private final Path output;
    private final OutputLock lock;
    private final Path staging;
    private final List<Path> newFolders;
    private final Consumer<Step> hook;
    private boolean committed;

    private OutputSwap(Path output, OutputLock lock, List<Path> newFolders, Consumer<Step> hook) {
        this.output = output;
        this.lock = lock;
        this.newFolders = newFolders;
        this.staging = sibling(output, ".tmp-" + id());
        this.hook = hook;
    }

    /**
     * Prepares to write {@code output}: creates its folder, locks it, and takes back what a dead run left.
     *
     * @throws OutputException if another run writes it, something that is not a Core ML model stands there, or the
     *     file system refuses
     */
    public static OutputSwap begin(Path output) throws OutputException {
        return begin(output, step -> {});
    }

    static OutputSwap begin(Path output, Consumer<Step> hook) throws OutputException {
        Path absolute = absolute(output);
        List<Path> newFolders = missingFolders(absolute.getParent());
        OutputSwap swap = null;
        boolean begun = false;
        try {
            Files.createDirectories(absolute.getParent());
            Path real = resolve(absolute);
            swap = new OutputSwap(real, lock(real), newFolders, hook);
            hook.accept(Step.LOCKED);
            restore(real);
            Optional<String> conflict = conflict(real);
            if (conflict.isPresent()) {
                throw new OutputException(
                        OutputException.Reason.CONFLICT, real, conflict.get() + "; name another output");
            }
            Files.createDirectory(swap.staging);
            hook.accept(Step.STAGED);
            begun = true;
            return swap;
        } catch (OutputException known) {
            throw known;
        } catch (IOException problem) {
            throw new OutputException(absolute, "cannot be written", problem);
        } finally {
            if (!begun && swap != null) {
                swap.close();
            } else if (!begun) {
                deleteEmpty(newFolders);
            }
        }
    }

    /** Where to write the new output; it does not exist yet. */
    public Path fresh() {
        return staging.resolve(output.getFileName());
    }

    /** A folder on the same disk for temporary files; deleted at the end. */
    public Path scratch() {
        return staging;
    }

    /** Writes a model to a path that does not exist. */
    @FunctionalInterface
    public interface Writer {
        void write(Path fresh) throws IOException;
    }

    /**
     * Writes the new output.
     *
     * @throws OutputException if that fails, for example on a full disk; the former output is untouched
     */
    public void write(Writer writer) throws OutputException {
        try {
            writer.write(fresh());
        } catch (IOException problem) {
            throw new OutputException(output, "cannot be written; a former output is untouched", problem);
        }
    }

    /**
     * Puts what was written to {@link #fresh()} in place.
     *
     * @return bytes of the output
     * @throws OutputException if that fails; the former output is then in its place
     */
    public long commit() throws OutputException {
        Path old = old(output);
        boolean aside = false;
        try {
            long size = FileTree.size(fresh());
            hook.accept(Step.WRITTEN);
            if (Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
                // Only a former output is worth the wait for the disk: without one, a power failure loses a repeatable run.
                FileTree.force(fresh());
                FileTree.delete(old);
                Files.move(output, old, StandardCopyOption.ATOMIC_MOVE);
                aside = true;
            }
            hook.accept(Step.OLD_ASIDE);
            Files.move(fresh(), output, StandardCopyOption.ATOMIC_MOVE);
            committed = true;
            hook.accept(Step.NEW_IN_PLACE);
            FileTree.deleteQuietly(old);
            hook.accept(Step.OLD_DELETED);
            return size;
        } catch (IOException problem) {
            String state = "the new output cannot be put in place; the former one is untouched";
            if (aside) {
                state = putBack(old);
            }
            throw new OutputException(output, state, problem);
        }
    }

    private String putBack(Path old) {
        try {
            Files.move(old, output, StandardCopyOption.ATOMIC_MOVE);
            return "the new output cannot be put in place; the former one is untouched";
        } catch (IOException alsoRefused) {
            return "the new output cannot be put in place; the former one is kept as " + old + " and comes back with the"
                    + " next run";
        }
    }

    /** Deletes everything temporary and gives the lock free. What was committed stays. */
    @Override
    public void close() {
        FileTree.deleteQuietly(staging);
        hook.accept(Step.STAGING_DELETED);
        try {
            lock.close();
        } catch (IOException leftToTheNextRun) {
            // The lock itself ends with its channel; an unlocked file is taken over by the next run.
        }
        if (!committed) {
            deleteEmpty(newFolders);
        }
        hook.accept(Step.UNLOCKED);
    }

    /**
     * Takes back what a dead run left: brings the former output back if the new one did not get in place, and removes
     * temporary files. Does nothing while a run is alive, and writes nothing where nothing was left.
     */
    public static void recover(Path output) throws IOException {
        Path absolute = absolute(output);
        if (!Files.isDirectory(absolute.getParent())) {
            return;
        }
        Path real = resolve(absolute);
        if (!Files.isDirectory(real.getParent()) || !leftOver(real)) {
            return;
        }
        Optional<OutputLock> lock = OutputLock.tryAcquire(sibling(real, ".lock"));
        if (lock.isPresent()) {
            try {
                restore(real);
            } finally {
                lock.get().close();
            }
        }
    }

    /**
     * Why {@code output} may not be replaced, in words that follow its path; empty if nothing or a Core ML model
     * stands there.
     */
    public static Optional<String> conflict(Path output) throws IOException {
        if (!Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (Files.isDirectory(output)) {
            return MlPackage.isPackage(output)
                    ? Optional.empty()
                    : Optional.of("is a folder that is no model package and is not replaced");
        }
        return isModelFile(output)
                ? Optional.empty()
                : Optional.of("is a file that is no Core ML model and is not replaced");
    }

    private static boolean isModelFile(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".mlmodel")) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            // Model.specificationVersion: field 1, a varint.
            return in.read() == 0x08 || NeuralNetworkModel.isOne(file);
        }
    }

    /** Must only be called with the lock held. */
    private static void restore(Path output) throws IOException {
        Path old = old(output);
        if (Files.exists(old, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
                FileTree.delete(old);
            } else {
                Files.move(old, output, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        try (DirectoryStream<Path> stale = temporaries(output)) {
            for (Path path : stale) {
                FileTree.delete(path);
            }
        }
    }

    private static boolean leftOver(Path output) throws IOException {
        if (Files.exists(old(output), LinkOption.NOFOLLOW_LINKS) || Files.exists(sibling(output, ".lock"))) {
            return true;
        }
        try (DirectoryStream<Path> stale = temporaries(output)) {
            return stale.iterator().hasNext();
        }
    }

    private static DirectoryStream<Path> temporaries(Path output) throws IOException {
        String prefix = "." + output.getFileName() + ".tmp-";
        return Files.newDirectoryStream(
                output.getParent(), path -> path.getFileName().toString().startsWith(prefix));
    }

    private static OutputLock lock(Path output) throws IOException {
        Path file = sibling(output, ".lock");
        return OutputLock.tryAcquire(file)
                .orElseThrow(() -> new OutputException(
                        OutputException.Reason.BUSY,
                        output,
                        "another run is writing it (it holds " + file + "); wait until that has ended, or end it"));
    }

    private static Path absolute(Path output) throws OutputException {
        Path absolute = output.toAbsolutePath().normalize();
        if (absolute.getParent() == null) {
            throw new OutputException(OutputException.Reason.CONFLICT, absolute, "is not a name for an output");
        }
        return absolute;
    }

    /**
     * Where the output really lies or will lie: the same file has one name here, so one lock. An output behind
     * symbolic links is replaced at their end, also where the end is missing because a run died.
     */
    private static Path resolve(Path absolute) throws IOException {
        Path path = absolute;
        for (int links = 0; Files.isSymbolicLink(path); links++) {
            if (links == MAX_LINKS) {
                throw new OutputException(OutputException.Reason.CONFLICT, absolute, "is a symbolic link without end");
            }
            path = absolute(path.resolveSibling(Files.readSymbolicLink(path)));
        }
        return Files.isDirectory(path.getParent())
                ? path.getParent().toRealPath().resolve(path.getFileName())
                : path;
    }

    private static List<Path> missingFolders(Path folder) {
        List<Path> missing = new ArrayList<>();
        for (Path path = folder; path != null && !Files.exists(path); path = path.getParent()) {
            missing.add(path);
        }
        return missing;
    }

    private static void deleteEmpty(List<Path> innermostFirst) {
        try {
            for (Path folder : innermostFirst) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException inUse) {
            // Somebody put something there.
        }
    }

    /** Tells apart what runs leave; the lock keeps them apart. */
    private static String id() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    private static Path old(Path output) {
        return sibling(output, ".old");
    }

    private static Path sibling(Path output, String suffix) {
        return output.resolveSibling("." + output.getFileName() + suffix);
    }
}
