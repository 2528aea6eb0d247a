package dev.mlrecipe.session;

import dev.mlrecipe.technique.Technique;
import java.io.Closeable;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** Finds techniques: the built-in ones and those in the jars of a plugin folder, all by {@link ServiceLoader}. */
public final class Techniques implements Closeable {
    private static final String SERVICE = "META-INF/services/" + Technique.class.getName();

    private final List<Technique> all;
    private final Optional<URLClassLoader> loader;

    private Techniques(List<Technique> all, Optional<URLClassLoader> loader) {
        this.all = List.copyOf(all);
        this.loader = loader;
    }

    /** The built-in techniques. */
    public static Techniques builtIn() {
        return new Techniques(
                ServiceLoader.load(Technique.class, Technique.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList(),
                Optional.empty());
    }

    /**
     * The built-in techniques and those of a folder. All its jars see each other, so libraries may lie beside plugins.
     *
     * @throws InputException if the folder or a jar cannot be used; the message names the jar
     */
    public static Techniques withPlugins(Path folder) throws InputException {
        List<Path> jars = jars(folder);
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(url(jar));
        }
        URLClassLoader loader =
                new URLClassLoader("plugins", urls.toArray(URL[]::new), Technique.class.getClassLoader());
        try {
            List<Technique> all = load(loader, jars);
            requireDistinct(all, jars);
            return new Techniques(all, Optional.of(loader));
        } catch (InputException unusable) {
            close(loader);
            throw unusable;
        }
    }

    /** All techniques, built-in ones first. Usable until this is closed. */
    public List<Technique> all() {
        return all;
    }

    @Override
    public void close() {
        loader.ifPresent(Techniques::close);
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException harmless) {
            // Its files are only read.
        }
    }

    private static List<Path> jars(Path folder) throws InputException {
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + ": no such folder of plugins");
        }
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.jar")) {
            entries.forEach(jars::add);
        } catch (IOException problem) {
            throw new InputException(folder + ": cannot be listed", problem);
        }
        jars.sort(null);
        return jars;
    }

    /** The class loader would skip a damaged jar silently. */
    private static URL url(Path jar) throws InputException {
        try {
            new JarFile(jar.toFile()).close();
            return jar.toUri().toURL();
        } catch (IOException damaged) {
            throw new InputException(jar + ": not a readable jar: " + damaged.getMessage(), damaged);
        }
    }

    private static List<Technique> load(URLClassLoader loader, List<Path> jars) throws InputException {
        List<Technique> all = new ArrayList<>();
        Iterator<Technique> found = ServiceLoader.load(Technique.class, loader).iterator();
        while (true) {
            try {
                if (!found.hasNext()) {
                    return all;
                }
                all.add(describable(found.next()));
            } catch (ServiceConfigurationError | RuntimeException | LinkageError broken) {
                throw new InputException(culprit(jars, broken) + ": broken plugin: " + explain(broken), broken);
            }
        }
    }

    /** Asks for everything that the product needs to know, so that a plugin breaks here and not in the middle. */
    private static Technique describable(Technique technique) {
        try {
            if (technique.configType().isBlank()) {
                throw new IllegalStateException("it has no config_type");
            }
            technique.summary().length();
            technique.options().size();
            technique.version();
            return technique;
        } catch (RuntimeException | LinkageError broken) {
            throw new ServiceConfigurationError(technique.getClass().getName() + " fails: " + explain(broken), broken);
        }
    }

    private static String explain(Throwable broken) {
        Throwable cause = broken.getCause() == null ? broken : broken.getCause();
        String own = broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
        return cause == broken || cause.getMessage() == null || own.contains(cause.getMessage())
                ? own
                : own + ": " + cause.getMessage();
    }

    private static String culprit(List<Path> jars, Throwable broken) {
        String message = String.valueOf(broken.getMessage());
        for (Path jar : jars) {
            boolean named = services(jar).stream().anyMatch(message::contains);
            if (named || message.contains(jar.toUri().toString())) {
                return jar.toString();
            }
        }
        return jars.toString();
    }

    private static void requireDistinct(List<Technique> all, List<Path> jars) throws InputException {
        List<String> words = new ArrayList<>();
        for (Technique technique : all) {
            if (words.contains(technique.configType())) {
                String name = technique.getClass().getName();
                Optional<Path> jar = jars.stream()
                        .filter(candidate -> services(candidate).contains(name))
                        .findFirst();
                throw new InputException(jar.map(Path::toString).orElse(name) + ": there is another technique for"
                        + " config_type " + technique.configType());
            }
            words.add(technique.configType());
        }
    }

    /** The class names that a jar offers. */
    private static List<String> services(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            ZipEntry entry = file.getEntry(SERVICE);
            if (entry == null) {
                return List.of();
            }
            String text = new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.replaceFirst("#.*", "").trim())
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
