package dev.mlrecipe.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An exclusive lock on a file, across threads and processes; the system frees it when the process dies. The file is
 * removed with the lock.
 *
 * <p>A removed file may still be open elsewhere, and who locks it then must not believe to hold the lock: so a file is
 * marked after it was removed, and a marked one does not count.
 */
final class OutputLock implements AutoCloseable {
    // POSIX gives a process's locks on a file free when any of its channels to that file is closed, so this process
    // must not even open a file that it has locked.
    private static final Set<Path> HELD_BY_THIS_PROCESS = ConcurrentHashMap.newKeySet();
    private static final int ATTEMPTS = 100;

    private final Path file;
    private final FileChannel channel;

    private OutputLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock if it is free.
     *
     * @param file absolute path of the lock file; its folder exists
     * @throws IOException if the file cannot be created or locked
     */
    static Optional<OutputLock> tryAcquire(Path file) throws IOException {
        if (!HELD_BY_THIS_PROCESS.add(file)) {
            return Optional.empty();
        }
        OutputLock lock = null;
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                FileChannel channel =
                        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Attempt result = attempt(channel);
                if (result == Attempt.LOCKED) {
                    lock = new OutputLock(file, channel);
                    return Optional.of(lock);
                }
                channel.close();
                if (result == Attempt.BUSY) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        } finally {
            if (lock == null) {
                HELD_BY_THIS_PROCESS.remove(file);
            }
        }
    }

    private enum Attempt {
        LOCKED,
        BUSY,
        REMOVED
    }

    private static Attempt attempt(FileChannel channel) throws IOException {
        boolean keep = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return Attempt.BUSY;
            }
            keep = true;
            return channel.size() == 0 ? Attempt.LOCKED : Attempt.REMOVED;
        } catch (OverlappingFileLockException sameProcess) {
            return Attempt.BUSY;
        } finally {
            if (!keep) {
                channel.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
            channel.write(ByteBuffer.wrap(new byte[] {1}), 0);
        } finally {
            HELD_BY_THIS_PROCESS.remove(file);
        }
    }
}
