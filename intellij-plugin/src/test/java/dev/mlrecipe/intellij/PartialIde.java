package dev.mlrecipe.intellij;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * As much of an IDE as Maven Central has: the core of the platform, and instead of LSP4IJ the signatures that the
 * plugin is compiled against. JetBrains' plugin verifier takes it for one.
 */
final class PartialIde {
    private static final String BUILD = "IC-261.1.1";
    private static final Path SIGNATURES = Path.of("signatures/target/classes");
    private static final int PATIENCE_SECONDS = 120;

    private PartialIde() {}

    /**
     * Makes an IDE.
     *
     * @param wanted which classes of LSP4IJ it has, by path
     */
    static Path make(Path folder, Predicate<String> wanted) throws Exception {
        Path lib = Files.createDirectories(folder.resolve("lib"));
        Path plugin = Files.createDirectories(folder.resolve("plugins/lsp4ij/lib"));
        Files.writeString(folder.resolve("build.txt"), BUILD);
        copy(com.intellij.openapi.project.Project.class, lib.resolve("app.jar"));
        copy(kotlin.Unit.class, lib.resolve("kotlin.jar"));
        copy(com.google.gson.Gson.class, lib.resolve("gson.jar"));
        jar(lib.resolve("core.jar"), """
                <idea-plugin>
                  <id>com.intellij</id><name>IDEA CORE</name><vendor>JetBrains</vendor><version>261.1.1</version>
                  <module value="com.intellij.modules.platform"/><module value="com.intellij.modules.lang"/>
                  <extensionPoints>
                    <extensionPoint name="defaultLiveTemplates" beanClass="a.A" dynamic="true"/>
                  </extensionPoints>
                </idea-plugin>
                """, name -> name.startsWith("com/intellij/"));
        jar(plugin.resolve("lsp4ij.jar"), """
                <idea-plugin>
                  <id>com.redhat.devtools.lsp4ij</id><name>LSP4IJ</name><vendor>Red-Hat</vendor>
                  <version>0.20.1</version>
                  <idea-version since-build="242"/>
                  <depends>com.intellij.modules.platform</depends>
                  <extensionPoints>
                    <extensionPoint name="server" beanClass="a.B" dynamic="true"/>
                    <extensionPoint name="fileNamePatternMapping" beanClass="a.C" dynamic="true"/>
                  </extensionPoints>
                </idea-plugin>
                """, name -> name.startsWith("com/redhat/") && wanted.test(name));
        return folder;
    }

    private static void copy(Class<?> of, Path to) throws Exception {
        Files.copy(Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI()), to);
    }

    private static void jar(Path to, String descriptor, Predicate<String> classes) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to));
                Stream<Path> files = Files.walk(SIGNATURES)) {
            out.putNextEntry(new ZipEntry("META-INF/plugin.xml"));
            out.write(descriptor.getBytes());
            files.filter(Files::isRegularFile).forEach(file -> {
                String name = SIGNATURES.relativize(file).toString().replace('\\', '/');
                if (classes.test(name)) {
                    add(out, name, file);
                }
            });
        }
    }

    private static void add(JarOutputStream out, String name, Path file) {
        try {
            out.putNextEntry(new ZipEntry(name));
            Files.copy(file, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the verifier prints about a plugin and IDEs. Its exit code says nothing. */
    static String verify(PluginZip zip, Path reports, Path... ides) throws Exception {
        List<String> words = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                "target/tools/verifier-cli-all.jar",
                "check-plugin",
                zip.file().toString()));
        Stream.of(ides).map(Path::toString).forEach(words::add);
        words.addAll(List.of("-offline", "-runtime-dir", System.getProperty("java.home"), "-vrf", "plain", "-vrd"));
        words.add(reports.toString());
        Path out = reports.resolveSibling("verifier.txt");
        Process verifier = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        if (!verifier.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            verifier.destroyForcibly();
            throw new AssertionError("the verifier did not end: " + Files.readString(out));
        }
        return Files.readString(out);
    }
}
