package dev.mlrecipe.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What shows without reading a file that it was changed.
 *
 * @param size in bytes
 * @param time of its last change
 * @param file its identity on disk; null where the platform has none
 */
record FileStamp(long size, FileTime time, Object file) {
    /** A file that was changed so short a time ago may be changed again without another time. */
    private static final long RECENT_MILLIS = 3000;

    static FileStamp of(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new FileStamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }

    /** Whether every later change shows. */
    boolean settled() {
        return System.currentTimeMillis() - time.toMillis() > RECENT_MILLIS;
    }
}
