package dev.mlrecipe.intellij;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.intellij.core.CoreApplicationEnvironment;
import com.intellij.openapi.Disposable;
import com.intellij.openapi.util.Disposer;
import com.jetbrains.plugin.structure.base.plugin.PluginCreationResult;
import com.jetbrains.plugin.structure.base.plugin.PluginCreationSuccess;
import com.jetbrains.plugin.structure.intellij.plugin.IdePlugin;
import com.jetbrains.plugin.structure.intellij.plugin.IdePluginManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users install, judged by its layout, the platform's reader, JetBrains' structure library and verifier. */
@Tag("zip")
class PluginZipTest {
    private static final PluginZip BUILT = PluginZip.built();
    private static final Disposable DISPOSABLE = Disposer.newDisposable("tests");
    private static PlatformReader reader;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startPlatform() {
        reader = new PlatformReader(new CoreApplicationEnvironment(DISPOSABLE, true));
    }

    @AfterAll
    static void stopPlatform() {
        Disposer.dispose(DISPOSABLE);
    }

    @Test
    void whatLiesWhere() throws Exception {
        assertEquals(List.of(), PluginLayout.problems(BUILT));
    }

    @Test
    void anLsp4jInLibIsFound() throws Exception {
        byte[] lsp4j = Files.readAllBytes(Path.of(
                org.eclipse.lsp4j.Position.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
        String problems = PluginLayout.problems(BUILT.with("mlrecipe/lib/lsp4j.jar", lsp4j, folder)).toString();
        assertTrue(problems.contains("mlrecipe/lib/lsp4j.jar has org/eclipse/lsp4j/Position.class"), problems);
    }

    @Test
    void thePlatformReadsItAndMakesWhatItNames() throws Exception {
        PlatformReader.Plugin plugin = reader.read(BUILT.install(folder));
        assertEquals("dev.mlrecipe", plugin.descriptor().getPluginId().getIdString());
        assertEquals(PluginZip.version(), plugin.descriptor().getVersion());
        assertEquals("mlrecipe", plugin.server().id);
        assertTrue(plugin.server().description.contains("recipes"));
        assertEquals("*.mlrecipe.yaml;*.mlrecipe.yml", plugin.mapping().patterns);
        assertEquals("mlrecipe", plugin.mapping().languageId);
        assertEquals(plugin.server().id, plugin.mapping().serverId);
        assertEquals(2, plugin.objects().size());
        for (String resource : List.of(
                plugin.server().icon,
                plugin.templates().file,
                "/META-INF/pluginIcon.svg",
                "/META-INF/pluginIcon_dark.svg")) {
            assertNotNull(plugin.descriptor().getPluginClassLoader().getResource(resource.substring(1)), resource);
        }
    }

    @Test
    void aWrongNameOfTheFactoryIsFound() throws Exception {
        PluginZip wrong = BUILT.withDescriptor(xml -> xml.replace("RecipeServerFactory", "RecipeFactory"), folder);
        Throwable refused = assertThrows(Throwable.class, () -> reader.read(wrong.install(folder)));
        assertTrue(refused.toString().contains("RecipeFactory"), refused.toString());
    }

    @Test
    void aWrongNameOfTheListenerIsFound() throws Exception {
        PluginZip wrong = BUILT.withDescriptor(xml -> xml.replace("TrustListener\"", "Listener\""), folder);
        assertThrows(ClassNotFoundException.class, () -> reader.read(wrong.install(folder)));
    }

    @Test
    void theStructureLibraryHasNothingToSay() {
        PluginCreationResult<IdePlugin> result = IdePluginManager.createManager().createPlugin(BUILT.file());
        assertInstanceOf(PluginCreationSuccess.class, result, result.toString());
        PluginCreationSuccess<IdePlugin> read = (PluginCreationSuccess<IdePlugin>) result;
        assertEquals(List.of(), read.getWarnings());
        assertEquals(List.of(), read.getUnacceptableWarnings());
        IdePlugin plugin = read.getPlugin();
        assertEquals("dev.mlrecipe", plugin.getPluginId());
        assertEquals(PluginZip.version(), plugin.getPluginVersion());
        assertEquals(242, plugin.getSinceBuild().getBaselineVersion());
        assertNull(plugin.getUntilBuild());
        assertTrue(plugin.getDependencies().stream()
                .anyMatch(needed -> needed.getId().equals("com.redhat.devtools.lsp4ij") && !needed.isOptional()));
    }

    /** So that the same sources give the same zip. */
    @Test
    void nothingTellsTheTimeOfTheBuild() throws Exception {
        try (ZipFile zip = new ZipFile(BUILT.file().toFile())) {
            zip.stream().forEach(entry ->
                    assertEquals("2025-01-01T00:00", entry.getTimeLocal().toString(), entry.getName()));
        }
    }

    /** The same zip against two IDEs in one run: in the second a class of LSP4IJ is missing. */
    @Test
    void theVerifierFindsItCompatibleAndAMissingClass() throws Exception {
        Path whole = PartialIde.make(folder.resolve("whole"), name -> true);
        String missing = "com.redhat.devtools.lsp4ij.server.StreamConnectionProvider";
        Path lacking = PartialIde.make(
                folder.resolve("lacking"), name -> !name.equals(missing.replace('.', '/') + ".class"));
        Files.writeString(lacking.resolve("build.txt"), "IC-261.2.2");
        String said = PartialIde.verify(BUILT, folder.resolve("reports"), whole, lacking);
        String compatible = "Plugin dev.mlrecipe:" + PluginZip.version() + " against IC-261.1.1: Compatible"
                + System.lineSeparator()
                + "Dynamic Plugin Eligibility:" + System.lineSeparator()
                + "    Plugin can probably be enabled or disabled without IDE restart";
        assertTrue(said.contains(compatible), said);
        assertFalse(said.contains("against IC-261.2.2: Compatible"), said);
        assertTrue(said.contains("Access to unresolved class " + missing), said);
    }
}
