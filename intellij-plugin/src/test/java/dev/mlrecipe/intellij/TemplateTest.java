package dev.mlrecipe.intellij;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The template with which LSP4IJ alone, without this plugin, finds the server. */
class TemplateTest {
    private static final Path TEMPLATE = Path.of("template");

    private static JsonObject json(String name) throws Exception {
        return JsonParser.parseString(Files.readString(TEMPLATE.resolve(name))).getAsJsonObject();
    }

    /** Those that LSP4IJ reads from the folder of a template, and no other. */
    @Test
    void itsFilesAreKnownToLsp4ij() throws Exception {
        try (var files = Files.list(TEMPLATE)) {
            assertEquals(
                    List.of(
                            "README.md",
                            "initializationOptions.json",
                            "settings.json",
                            "settings.schema.json",
                            "template.json"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void itMapsTheFilesThatThePluginMaps() throws Exception {
        JsonObject mapping = json("template.json").getAsJsonArray("fileTypeMappings").get(0).getAsJsonObject();
        String patterns = String.join(
                ";",
                mapping.getAsJsonObject("fileType").getAsJsonArray("patterns").asList().stream()
                        .map(pattern -> pattern.getAsString())
                        .toList());
        String plugin = Files.readString(Path.of("src/main/resources/META-INF/plugin.xml"));
        assertEquals(true, plugin.contains("patterns=\"" + patterns + "\""));
        assertEquals(true, plugin.contains("languageId=\"" + mapping.get("languageId").getAsString() + "\""));
    }

    @Test
    void itStartsTheServerAsThePluginDoes() throws Exception {
        JsonObject commands = json("template.json").getAsJsonObject("programArgs");
        assertEquals("sh -c \"mlrecipe lsp --stdio\"", commands.get("default").getAsString());
        assertEquals("cmd /C mlrecipe.cmd lsp --stdio", commands.get("windows").getAsString());
    }
}
