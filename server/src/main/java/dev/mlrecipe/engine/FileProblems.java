package dev.mlrecipe.engine;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Plain words for what a file system refuses; the JDK's own messages are often only a path. */
public final class FileProblems {
    private FileProblems() {}

    /** What went wrong, with the file where the exception knows it. */
    public static String describe(IOException problem) {
        if (!(problem instanceof FileSystemException fs)) {
            String message = problem.getMessage();
            return message == null || message.isBlank() ? problem.getClass().getSimpleName() : message;
        }
        return fs.getFile() == null ? kind(fs) : kind(fs) + " (" + fs.getFile() + ")";
    }

    private static String kind(FileSystemException problem) {
        if (problem instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (problem instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (problem instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (problem instanceof FileAlreadyExistsException) {
            return "a file stands there";
        }
        if (problem instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        }
        return problem.getReason() == null ? "the file system refused" : problem.getReason();
    }
}
