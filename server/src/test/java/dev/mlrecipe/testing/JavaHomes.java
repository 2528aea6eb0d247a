package dev.mlrecipe.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Java machines on this computer: where they usually lie, and what {@code MLRECIPE_JAVA_HOMES} names. */
public final class JavaHomes {
    private static final int OLDEST = 21;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private JavaHomes() {}

    /** Those of version 21 and newer except the one that runs. */
    public static List<Path> others() throws IOException {
        String user = System.getProperty("user.home");
        List<Path> homes = new ArrayList<>();
        for (String folder : List.of(
                "/usr/lib/jvm", "/usr/java", "/opt/java", user + "/.jdks", user + "/.sdkman/candidates/java")) {
            if (Files.isDirectory(Path.of(folder))) {
                try (Stream<Path> children = Files.list(Path.of(folder))) {
                    homes.addAll(children.toList());
                }
            }
        }
        String named = System.getenv("MLRECIPE_JAVA_HOMES");
        if (named != null) {
            Stream.of(named.split(File.pathSeparator)).map(Path::of).forEach(homes::add);
        }
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        TreeSet<Path> others = new TreeSet<>();
        for (Path home : homes) {
            if (Files.isExecutable(home.resolve("bin/java")) && version(home) >= OLDEST && !home.toRealPath().equals(own)) {
                others.add(home.toRealPath());
            }
        }
        return List.copyOf(others);
    }

    private static int version(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release)) {
            return 0;
        }
        Matcher matcher = VERSION.matcher(Files.readString(release));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
