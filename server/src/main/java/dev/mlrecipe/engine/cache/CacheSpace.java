package dev.mlrecipe.engine.cache;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps the files of a cache folder below a total size: the ones that were not used for the longest time are deleted.
 * Only files that the cache has made are counted or deleted. The modification time of an entry is that of its last use.
 *
 * <p>The folder is looked at once in a while and not for every file; so several processes that write at the same time
 * may together exceed the limit by a sixteenth for each of them until the next look.
 */
final class CacheSpace {
    private static final Pattern ENTRY = Pattern.compile("[0-9a-f]{64}\\.weight");
    private static final Pattern UNFINISHED = Pattern.compile("new-[0-9]+\\.weight");
    /** Nobody writes to an unfinished file for so long: its process has died. */
    private static final long UNFINISHED_MILLIS = 3_600_000;
    /** What a file takes on a disk at least. */
    private static final long BLOCK = 4096;

    private final Path folder;
    private final long limit;
    private long allowance;

    CacheSpace(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    Path entry(CacheKey key) {
        return folder.resolve(key.hex() + ".weight");
    }

    /** A new empty file of its own for an entry that is being written. */
    Path unfinished() throws IOException {
        return Files.createTempFile(folder, "new-", ".weight");
    }

    /**
     * Makes room for a file of {@code size} bytes, in a folder that exists.
     *
     * @return whether it may be written; not if it would take more than half of the cache
     */
    synchronized boolean reserve(long size) throws IOException {
        long blocks = onDisk(size);
        if (blocks > limit / 2) {
            return false;
        }
        if (allowance < blocks) {
            allowance = Math.max(limit / 16, blocks);
            trim(limit - allowance);
        }
        allowance -= blocks;
        return true;
    }

    /** Deletes all entries. What is being written at the moment may be there afterwards. */
    synchronized void clear() throws IOException {
        trim(-1);
        allowance = 0;
    }

    private record Found(Path file, long size, long lastUse) {}

    private void trim(long target) throws IOException {
        long now = System.currentTimeMillis();
        List<Found> found = new ArrayList<>();
        long total = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.weight")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                boolean unfinished = UNFINISHED.matcher(name).matches();
                if (!unfinished && !ENTRY.matcher(name).matches()) {
                    continue;
                }
                BasicFileAttributes attributes = attributes(file);
                if (attributes == null || !attributes.isRegularFile()) {
                    continue;
                }
                long lastUse = attributes.lastModifiedTime().toMillis();
                if (unfinished && lastUse < now - UNFINISHED_MILLIS) {
                    Files.deleteIfExists(file);
                    continue;
                }
                total += onDisk(attributes.size());
                if (!unfinished) {
                    found.add(new Found(file, onDisk(attributes.size()), lastUse));
                }
            }
        }
        found.sort(Comparator.comparingLong(Found::lastUse).thenComparing(Found::file));
        for (Found oldest : found) {
            if (total <= target) {
                return;
            }
            Files.deleteIfExists(oldest.file());
            total -= oldest.size();
        }
    }

    /** Null if another process has just deleted the file. */
    private static BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private static long onDisk(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }
}
