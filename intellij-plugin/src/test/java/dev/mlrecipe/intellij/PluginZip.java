package dev.mlrecipe.intellij;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A zip of the plugin: the one that was built, or one made from it that is wrong in one thing.
 *
 * @param file where it is
 */
record PluginZip(Path file) {
    static final String JAR = "mlrecipe/lib/mlrecipe-intellij-" + version() + ".jar";
    static final String SERVER = "mlrecipe/server/mlrecipe.jar";

    static PluginZip built() {
        return new PluginZip(Path.of(System.getProperty("plugin.zip")));
    }

    static String version() {
        return System.getProperty("plugin.version");
    }

    /** Contents of files by name, in the order of the zip. */
    Map<String, byte[]> files() throws IOException {
        return files(Files.newInputStream(file));
    }

    private static Map<String, byte[]> files(InputStream zip) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(zip)) {
            for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return files;
    }

    private static byte[] zip(Map<String, byte[]> files) throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    /** Another zip with one file more. */
    PluginZip with(String name, byte[] content, Path folder) throws IOException {
        Map<String, byte[]> files = files();
        files.put(name, content);
        return new PluginZip(Files.write(folder.resolve("changed.zip"), zip(files)));
    }

    /** Another zip whose {@code plugin.xml} says something else. */
    PluginZip withDescriptor(UnaryOperator<String> change, Path folder) throws IOException {
        Map<String, byte[]> jar = jar();
        String before = new String(jar.get("META-INF/plugin.xml"));
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new AssertionError("nothing changed");
        }
        jar.put("META-INF/plugin.xml", after.getBytes());
        return with(JAR, zip(jar), folder);
    }

    /** The files of the plugin's own jar. */
    Map<String, byte[]> jar() throws IOException {
        return files(new java.io.ByteArrayInputStream(files().get(JAR)));
    }

    /** Installs it as an IDE does. */
    Installed install(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
        return new Installed(folder.resolve(JAR));
    }

    /**
     * A plugin that is installed.
     *
     * @param jar in the folder {@code lib} of the plugin
     */
    record Installed(Path jar) {
        /** Finds the plugin's classes in its jar, and all others where the tests do. */
        ClassLoader loader() throws IOException {
            String ours = PluginZip.class.getPackageName() + ".";
            return new URLClassLoader(new URL[] {jar.toUri().toURL()}, PluginZip.class.getClassLoader()) {
                @Override
                protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                    if (!name.startsWith(ours)) {
                        return super.loadClass(name, resolve);
                    }
                    synchronized (getClassLoadingLock(name)) {
                        Class<?> known = findLoadedClass(name);
                        return known == null ? findClass(name) : known;
                    }
                }

                @Override
                public URL getResource(String name) {
                    URL own = findResource(name);
                    return own == null ? super.getResource(name) : own;
                }
            };
        }

        /** What an IDE makes of the class that {@code plugin.xml} names. */
        com.redhat.devtools.lsp4ij.LanguageServerFactory factory() throws Exception {
            Class<?> type = loader().loadClass("dev.mlrecipe.intellij.RecipeServerFactory");
            return (com.redhat.devtools.lsp4ij.LanguageServerFactory) type.getConstructor().newInstance();
        }
    }
}
