package dev.mlrecipe.execute;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;

/**
 * Finds the executor, which is optional and in a jar of its own: the one that the user names, the one in the user's
 * folder of plugins, or else the one beside the product's jar. Nothing in a workspace can name one.
 */
public final class Executors {
    /** Environment variable and, in lower case with dots, system property with the path of the executor's jar. */
    public static final String VARIABLE = "MLRECIPE_EXECUTOR";

    /** Name of the executor's jar beside the product's. */
    public static final String JAR = "mlrecipe-executor.jar";

    private static final String PROPERTY = "mlrecipe.executor";

    private Executors() {}

    /** What to do where there is no executor, in one sentence. */
    public static String howToInstall() {
        return "to run models, put " + JAR + " beside mlrecipe.jar or in your folder of plugins, or name its path in "
                + VARIABLE;
    }

    /**
     * The executor of this installation; empty if it has none. Its classes stay loaded from then on, so it is asked for
     * once.
     *
     * @throws IOException if there is one that does not work; the message names the jar
     */
    public static Optional<Executor> find() throws IOException {
        return find(Optional.empty());
    }

    /**
     * The executor of this installation, or the one in the user's folder of plugins; see {@link #find()}.
     *
     * @param plugins the folder, which a workspace cannot name
     */
    public static Optional<Executor> find(Optional<Path> plugins) throws IOException {
        String named = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        if (named != null && !named.isEmpty()) {
            return Optional.of(load(Path.of(named)));
        }
        Optional<Path> plugin = plugins.map(folder -> folder.resolve(JAR)).filter(Files::exists);
        return plugin.isPresent() ? Optional.of(load(plugin.get())) : installed();
    }

    /** The one on the class path or beside the product's jar. */
    private static Optional<Executor> installed() throws IOException {
        Optional<Executor> onPath = first(Executor.class.getClassLoader());
        if (onPath.isPresent()) {
            return onPath;
        }
        Path beside = home().resolveSibling(JAR);
        return Files.exists(beside) ? Optional.of(load(beside)) : Optional.empty();
    }

    private static Path home() throws IOException {
        try {
            return Path.of(Executors.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException unreadable) {
            throw new IOException("the place of the product's jar cannot be read", unreadable);
        }
    }

    /**
     * The executor in a jar.
     *
     * @throws IOException if there is none that works; the message names the jar
     */
    static Executor load(Path jar) throws IOException {
        if (!Files.isRegularFile(jar)) {
            throw new IOException(jar + ": no such jar; " + howToInstall());
        }
        try {
            new JarFile(jar.toFile()).close();
        } catch (IOException damaged) {
            throw new IOException(jar + ": not a readable jar: " + damaged.getMessage(), damaged);
        }
        // Stays open: an executor loads classes when it is used.
        @SuppressWarnings("resource")
        URLClassLoader loader =
                new URLClassLoader("executor", new URL[] {jar.toUri().toURL()}, Executor.class.getClassLoader());
        try {
            return first(loader)
                    .orElseThrow(() -> new IOException(jar + ": no executor in this jar"));
        } catch (ServiceConfigurationError | LinkageError broken) {
            throw new IOException(jar + ": broken executor: " + broken.getMessage(), broken);
        }
    }

    private static Optional<Executor> first(ClassLoader loader) {
        return ServiceLoader.load(Executor.class, loader).findFirst();
    }
}
