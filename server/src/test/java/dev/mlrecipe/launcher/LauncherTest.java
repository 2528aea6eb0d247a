package dev.mlrecipe.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher {@code mlrecipe} in a copy of the project's layout, with a java and a mvn that only write down how
 * they were called. Its PATH holds nothing but these and the few tools the launcher may use.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "sh", "cat", "cp", "dirname", "find", "head", "mkdir", "mktemp", "readlink", "rm", "sed", "sleep");
    private static final Instant PAST = Instant.now().minusSeconds(3600);

    @TempDir
    Path temp;

    private Path root;
    private Path bin;
    private Path jar;
    private Path launcher;
    private Path otherFolder;
    private final Map<String, String> environment = new HashMap<>();

    private record Result(int exit, String out, String err) {
    }

    @BeforeEach
    void layOutTheProject() throws IOException {
        root = Files.createDirectories(temp.toRealPath().resolve("my project (1)"));
        bin = Files.createDirectories(temp.resolve("bin"));
        otherFolder = Files.createDirectories(temp.resolve("other folder"));
        launcher = root.resolve("mlrecipe");
        Files.copy(Path.of(System.getProperty("mlrecipe.root"), "mlrecipe"), launcher);
        assertTrue(Files.isExecutable(launcher), "the launcher must be executable in the repository");
        for (String source : List.of("pom.xml", "server/pom.xml", "server/src/main/A.java", "schema/pom.xml")) {
            write(root.resolve(source), "");
        }
        jar = root.resolve("server/target/mlrecipe.jar");
        age(root, PAST);
        for (String tool : TOOLS) {
            script(bin.resolve(tool), "exec " + which(tool) + " \"$@\"\n");
        }
        environment.put("PATH", bin.toString());
        environment.put("HOME", temp.toString());
        environment.put("MLRECIPE_JAVA_PATH", temp.resolve("no java here").toString());
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        javaHome("21.0.4");
        write(jar, "");
        Result result = run(launcher, "compress", "a file.yaml", "", "$HOME", "*", "it's", "\"quoted\"", "back\\slash");
        assertEquals(0, result.exit(), result.err());
        assertEquals(List.of("compress", "a file.yaml", "", "$HOME", "*", "it's", "\"quoted\"", "back\\slash"),
                programArguments(result));
        assertEquals("", result.err());
    }

    @Test
    void exitCodeIsThatOfTheProgram() throws Exception {
        javaHome("21");
        write(jar, "");
        environment.put("FAKE_EXIT", "2");
        assertEquals(2, run(launcher, "version").exit());
    }

    @Test
    void worksThroughLinksFromAnyFolder() throws Exception {
        javaHome("21");
        write(jar, "");
        Path absolute = Files.createSymbolicLink(bin.resolve("mlrecipe"), launcher);
        Path relative = Files.createSymbolicLink(otherFolder.resolve("link"), Path.of("../bin/mlrecipe"));
        for (Path start : List.of(launcher, absolute, relative)) {
            Result result = run(start, "version");
            assertEquals(0, result.exit(), result.err());
            assertTrue(result.out().contains("[" + jar + "]"), result.out());
            assertTrue(result.out().contains("cwd=" + otherFolder.toRealPath()), result.out());
        }
        environment.put("CDPATH", temp.toString());
        assertTrue(run(List.of("sh", "../my project (1)/mlrecipe", "version")).out().contains("[" + jar + "]"));
    }

    @Test
    void jvmOptionsAreHonoured() throws Exception {
        javaHome("21");
        write(jar, "");
        assertTrue(run(launcher).out().contains("[-XX:+UseSerialGC]"));
        environment.put("MLRECIPE_JAVA_OPTS", "-Xmx8g -XX:+UseParallelGC -Dpattern=*");
        Result result = run(launcher);
        assertTrue(result.out().contains("[-Xmx8g]\n[-XX:+UseParallelGC]\n[-Dpattern=*]\n[-jar]"), result.out());
        assertFalse(result.out().contains("SerialGC"), result.out());
    }

    @Test
    void onlyWhatComputesMuchIsOptimized() throws Exception {
        javaHome("21");
        write(jar, "");
        String quick = "[-XX:TieredStopAtLevel=1]";
        for (String command : List.of("version", "plan", "check", "inspect", "predict", "export", "import")) {
            assertTrue(run(launcher, command).out().contains(quick), command);
        }
        for (String command : List.of("compress", "decompress", "compare", "lsp", "--quiet")) {
            assertFalse(run(launcher, command, "plan").out().contains(quick), command);
        }
    }

    /** Small models are done before the optimizing compiler could help. */
    @Test
    void compressingOneSmallModelIsNotOptimized() throws Exception {
        javaHome("21");
        write(jar, "");
        Path model = otherFolder.resolve("a model's net.mlpackage");
        write(model.resolve("weights.bin"), "");
        Path recipe = otherFolder.resolve("r.mlrecipe.yaml");
        String quick = "[-XX:TieredStopAtLevel=1]";
        for (String value : List.of("\"a model's net.mlpackage\"", " a model's net.mlpackage  # small", model.toString())) {
            write(recipe, "# first\r\nmodel: " + value + "\r\nsteps: []\r\n");
            assertTrue(run(launcher, "compress", recipe.toString(), "--quiet").out().contains(quick), value);
            assertTrue(run(launcher, "compress", "r.mlrecipe.yaml").out().contains(quick), value);
        }
        assertFalse(run(launcher, "compress", "r.mlrecipe.yaml", "r.mlrecipe.yaml").out().contains(quick));
        assertFalse(run(launcher, "compress", "missing.mlrecipe.yaml").out().contains(quick));
        write(recipe, "model: missing.mlpackage\n");
        assertFalse(run(launcher, "compress", recipe.toString()).out().contains(quick));
        write(recipe, "model: \"a model's net.mlpackage\"\ndata: samples\n");
        assertFalse(run(launcher, "compress", recipe.toString()).out().contains(quick), "samples are run");
        try (RandomAccessFile weights = new RandomAccessFile(model.resolve("weights.bin").toFile(), "rw")) {
            weights.setLength(200_000_000);
        }
        write(recipe, "model: \"a model's net.mlpackage\"\n");
        assertFalse(run(launcher, "compress", recipe.toString()).out().contains(quick));
    }

    /** An archive fits one release of Java only; the JVM would silently go without. The language server has its own. */
    @Test
    void everyReleaseOfJavaGetsItsArchives() throws Exception {
        write(jar, "");
        Files.createDirectories(root.resolve("examples/models"));
        for (String release : List.of("21.0.4", "25.0.3", "25.0.4")) {
            javaHome(release);
            run(launcher, "version");
            String suffix = "java" + release + (release.startsWith("25") ? ".aot" : ".jsa");
            List<String> archives = List.of("mlrecipe-" + suffix, "mlrecipe-lsp-" + suffix);
            try (var files = Files.list(jar.getParent())) {
                assertEquals(
                        List.of(archives.get(0), archives.get(1), "mlrecipe.jar"),
                        files.map(file -> file.getFileName().toString()).sorted().toList());
            }
            for (String archive : archives) {
                assertEquals(0, Files.size(jar.resolveSibling(archive)), "the Java of this test makes none");
            }
            assertTrue(run(launcher, "version").out().contains("[-Xshare:auto]"));
            String suits = release.startsWith("25") ? "[-XX:AOTCache=" : "[-XX:SharedArchiveFile=";
            for (String archive : archives) {
                write(jar.resolveSibling(archive), "not empty");
            }
            assertTrue(run(launcher, "plan").out().contains(suits + jar.resolveSibling(archives.get(0)) + "]"));
            assertTrue(run(launcher, "lsp").out().contains(suits + jar.resolveSibling(archives.get(1)) + "]"));
        }
    }

    @Test
    void tooOldJavasArePassedOver() throws Exception {
        write(jar, "");
        javaHome("17.0.9");
        Path onPath = fakeJava(temp.resolve("jdk-1.8"), "1.8.0_402", true);
        Files.createSymbolicLink(bin.resolve("java"), onPath.resolve("bin/java"));
        Path early = fakeJava(temp.resolve("jdk-25"), "25-ea", true);
        environment.put("MLRECIPE_JAVA_PATH", temp.resolve("nothing") + ":" + early);
        Result result = run(launcher);
        assertEquals(0, result.exit(), result.err());
        assertTrue(result.out().contains("java=" + early), result.out());
    }

    @Test
    void javaIsAskedIfItHasNoReleaseFile() throws Exception {
        write(jar, "");
        Path java = fakeJava(temp.resolve("bare"), "22.0.1", false);
        Files.createSymbolicLink(bin.resolve("java"), java.resolve("bin/java"));
        Result result = run(launcher);
        assertEquals(0, result.exit(), result.err());
        assertTrue(result.out().contains("java=" + java), result.out());
    }

    @Test
    void noJavaIsSaidPlainly() throws Exception {
        write(jar, "");
        Result none = run(launcher, "version");
        assertEquals(3, none.exit());
        assertTrue(none.err().startsWith("mlrecipe: needs Java 21 or newer, and found none."), none.err());

        javaHome("17.0.9");
        Result old = run(launcher, "version");
        assertEquals(3, old.exit());
        assertTrue(old.err().contains("Java 17 in " + environment.get("JAVA_HOME")), old.err());
        assertEquals("", old.out());
    }

    @Test
    void buildsOnFirstUseAndAfterAChangeOnly() throws Exception {
        javaHome("21");
        fakeMaven(0);
        Result first = run(launcher, "version");
        assertEquals(0, first.exit(), first.err());
        assertEquals("building mlrecipe (first use)\nmaven: " + root + " [-q] [-ntp] [-Dmaven.test.skip=true]"
                + " [-pl] [server] [-am] [package] stdin=\n", first.err());
        assertFalse(first.out().contains("maven"), "build output belongs to stderr");

        assertEquals("", run(launcher, "version").err(), "nothing to do");

        for (String source : List.of("server/src/main/A.java", "schema/pom.xml", "pom.xml")) {
            age(root, PAST);
            Files.setLastModifiedTime(jar, FileTime.from(PAST.plusSeconds(60)));
            Files.setLastModifiedTime(root.resolve(source), FileTime.from(PAST.plusSeconds(120)));
            assertTrue(run(launcher).err().startsWith("building mlrecipe (its sources changed)\n"), source);
            assertEquals("", run(launcher).err());
        }
        write(root.resolve("schema/target/x.json"), "");
        age(root.resolve("schema"), PAST);
        Files.setLastModifiedTime(root.resolve("schema/target/x.json"), FileTime.from(Instant.now().plusSeconds(60)));
        assertEquals("", run(launcher).err(), "what the build makes is no source");
    }

    @Test
    void buildDoesNotEatStandardInput() throws Exception {
        javaHome("21");
        fakeMaven(0);
        Result result = run(List.of("sh", "-c", "echo hello | \"$0\" lsp", launcher.toString()));
        assertTrue(result.out().contains("stdin=hello"), result.out());
    }

    @Test
    void aFailedBuildIsAFailure() throws Exception {
        javaHome("21");
        fakeMaven(1);
        Result result = run(launcher, "version");
        assertEquals(3, result.exit());
        assertTrue(result.err().contains("the build failed; run it by hand in " + root), result.err());
        assertEquals("", result.out());
        assertFalse(Files.exists(root.resolve("server/target/.build-lock")));
    }

    @Test
    void missingMavenIsSaidPlainly() throws Exception {
        javaHome("21");
        Result first = run(launcher, "version");
        assertEquals(3, first.exit());
        assertTrue(first.err().contains("mvn is not on the PATH"), first.err());

        write(jar, "");
        Files.setLastModifiedTime(jar, FileTime.from(PAST.minusSeconds(60)));
        Result old = run(launcher, "version");
        assertEquals(0, old.exit(), old.err());
        assertTrue(old.err().contains("running the old jar"), old.err());
    }

    @Test
    void aJarWithoutSourcesIsEnough() throws Exception {
        javaHome("21");
        write(jar, "");
        Files.delete(root.resolve("pom.xml"));
        assertEquals("", run(launcher, "version").err());
        Files.delete(jar);
        Result result = run(launcher, "version");
        assertEquals(3, result.exit());
        assertTrue(result.err().contains("there are no sources to build it from"), result.err());
    }

    @Test
    void aLockLeftByAKilledBuildIsTakenOver() throws Exception {
        javaHome("21");
        fakeMaven(0);
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        write(root.resolve("server/target/.build-lock/pid"), dead.pid() + "\n");
        Result result = run(launcher, "version");
        assertEquals(0, result.exit(), result.err());
        assertFalse(Files.exists(root.resolve("server/target/.build-lock")));
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        javaHome("21");
        fakeMaven(0);
        Result both = run(List.of("sh", "-c", "\"$0\" a & \"$0\" b & wait", launcher.toString()));
        assertEquals(1, both.err().split("maven:", -1).length - 1, both.err());
        assertTrue(both.out().contains("[a]") && both.out().contains("[b]"), both.out());
    }

    // ---- helpers ------------------------------------------------------------------------------------

    private void javaHome(String version) throws IOException {
        environment.put("JAVA_HOME", fakeJava(temp.resolve("java " + version), version, true).toString());
    }

    /** A Java that prints its arguments, one a line in brackets. */
    private static Path fakeJava(Path home, String version, boolean release) throws IOException {
        script(home.resolve("bin/java"), """
                if [ "${1-}" = -version ]; then echo 'openjdk version "%s" 2024-01-01' >&2; exit; fi
                echo "java=%s"
                echo "cwd=$(pwd -P)"
                for a in "$@"; do printf '[%%s]\\n' "$a"; done
                [ "${FAKE_EXIT-}" ] && exit "$FAKE_EXIT"
                case " $* " in *" lsp "*) read -r line; echo "stdin=$line" ;; esac
                exit 0
                """.formatted(version, home));
        if (release) {
            write(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"x\"\n");
        }
        return home;
    }

    private void fakeMaven(int exit) throws IOException {
        script(bin.resolve("mvn"), """
                printf 'maven: %%s' "$(pwd -P)"
                for a in "$@"; do printf ' [%%s]' "$a"; done
                read -r line
                echo " stdin=$line"
                sleep 1
                [ %d = 0 ] || exit %d
                mkdir -p server/target
                echo > server/target/mlrecipe.jar
                """.formatted(exit, exit));
    }

    private static List<String> programArguments(Result result) {
        List<String> lines = result.out().lines().filter(l -> l.startsWith("[")).toList();
        return lines.subList(lines.indexOf("[-jar]") + 2, lines.size()).stream()
                .map(l -> l.substring(1, l.length() - 1)).toList();
    }

    private Result run(Path program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Result run(List<String> command) throws Exception {
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(otherFolder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the launcher hangs");
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static Path which(String tool) {
        for (String folder : List.of("/bin", "/usr/bin")) {
            Path path = Path.of(folder, tool);
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        throw new AssertionError("no " + tool);
    }

    private static void script(Path file, String body) throws IOException {
        write(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void age(Path folder, Instant time) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setLastModifiedTime(file, FileTime.from(time));
            }
        }
    }
}
