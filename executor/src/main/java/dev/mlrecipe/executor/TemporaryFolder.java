package dev.mlrecipe.executor;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder with the files of a session. Its name tells the process, so that what a process left that was ended by
 * force is removed by the next.
 */
final class TemporaryFolder {
    private static final String PREFIX = "mlrecipe-run-";

    /** The process, where its number counts, and what makes the name the only one. */
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,18})-(\\d+)-.+");

    private TemporaryFolder() {}

    /** Creates one, and removes those of this user whose processes have ended. */
    static Path create(Path parent) throws IOException {
        String place = place();
        Path folder = Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-" + place + "-");
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
            UserPrincipal user = Files.getOwner(folder);
            for (Path other : all) {
                if (leftBehind(other, place) && user.equals(Files.getOwner(other, LinkOption.NOFOLLOW_LINKS))) {
                    delete(other);
                }
            }
        } catch (IOException | DirectoryIteratorException | UnsupportedOperationException unknown) {
            // Whose the others are: they stay.
        }
        return folder;
    }

    private static boolean leftBehind(Path folder, String place) {
        Matcher name = NAME.matcher(folder.getFileName().toString());
        return name.matches()
                && name.group(2).equals(place)
                && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }

    /** Where numbers of processes count: containers that share a folder may have numbers of their own. */
    private static String place() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().replaceAll("\\D", "");
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return "0";
        }
    }

    /** Deletes as much as the platform allows; some keep files that are mapped into memory. */
    static void delete(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException inUse) {
            return;
        }
        try {
            Files.deleteIfExists(folder);
        } catch (IOException inUse) {
            // It is tried again when the session is closed.
        }
    }
}
