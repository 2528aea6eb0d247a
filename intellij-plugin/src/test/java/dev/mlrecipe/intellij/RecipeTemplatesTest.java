package dev.mlrecipe.intellij;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What live templates and the file template insert, with every choice that they offer: nothing is wrong with it. */
@Tag("zip")
class RecipeTemplatesTest {
    private static final Pattern CHOICE = Pattern.compile("\"([^\"]*)\"");
    private static final String RECIPE = """
            model: Model.mlpackage
            target: iOS18
            config_type: OpPalettizerConfig
            """;

    @TempDir
    private Path folder;

    /** Every text of every live template: one variable takes each of its values, the others their first. */
    private static Map<String, String> liveTemplates(byte[] xml) throws Exception {
        NodeList templates = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml)).getElementsByTagName("template");
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < templates.getLength(); i++) {
            Element template = (Element) templates.item(i);
            Map<String, List<String>> variables = variables(template);
            for (Map.Entry<String, List<String>> chosen : variables.entrySet()) {
                for (String value : chosen.getValue()) {
                    String text = template.getAttribute("value").replace("$END$", "");
                    for (Map.Entry<String, List<String>> variable : variables.entrySet()) {
                        boolean isChosen = variable.getKey().equals(chosen.getKey());
                        String taken = isChosen ? value : variable.getValue().getFirst();
                        text = text.replace("$" + variable.getKey() + "$", taken);
                    }
                    assertTrue(!text.contains("$"), text);
                    texts.put(template.getAttribute("name") + "-" + chosen.getKey() + "-" + value, text);
                }
            }
        }
        return texts;
    }

    private static Map<String, List<String>> variables(Element template) {
        Map<String, List<String>> variables = new LinkedHashMap<>();
        NodeList declared = template.getElementsByTagName("variable");
        for (int i = 0; i < declared.getLength(); i++) {
            Element variable = (Element) declared.item(i);
            List<String> values = new ArrayList<>();
            String choices = variable.getAttribute("defaultValue") + variable.getAttribute("expression");
            for (Matcher m = CHOICE.matcher(choices); m.find(); ) {
                values.add(m.group(1));
            }
            variables.put(variable.getAttribute("name"), values.stream().distinct().toList());
        }
        return variables;
    }

    /** The file template as the IDE fills it in. */
    private static String fileTemplate(byte[] template, String name) {
        VelocityContext context = new VelocityContext(Map.of("NAME", name));
        StringWriter filled = new StringWriter();
        assertTrue(new VelocityEngine().evaluate(context, filled, "template", new String(template)));
        return filled.toString();
    }

    /** Without the ending it would be a plain YAML file, to which nothing happens. */
    @Test
    void theFileTemplateSaysHowAFileIsKnown() throws Exception {
        byte[] template = PluginZip.built().jar().get("fileTemplates/Compression recipe.yaml.ft");
        assertTrue(fileTemplate(template, "net.mlrecipe").startsWith("model: "));
        assertTrue(fileTemplate(template, "net").startsWith("# Rename this file to net.mlrecipe.yaml: "));
        assertTrue(fileTemplate(template, "net").endsWith("\n" + fileTemplate(template, "net.MLrecipe")));
    }

    @Test
    void nothingToSay() throws Exception {
        PluginZip.Installed installed = PluginZip.built().install(folder);
        Map<String, byte[]> jar = PluginZip.built().jar();
        copyModel("DigitNet_iOS18", folder.resolve("Model.mlpackage"));
        copyModel("DigitNet_iOS17", folder.resolve("Older.mlpackage"));
        Map<String, String> texts = liveTemplates(jar.get("liveTemplates/mlrecipe.xml"));
        texts.put("file", fileTemplate(jar.get("fileTemplates/Compression recipe.yaml.ft"), "net.mlrecipe"));
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                installed.jar().resolveSibling("../server/mlrecipe.jar").normalize().toString(),
                "check",
                "--format",
                "json"));
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Path recipe = folder.resolve(text.getKey() + ".mlrecipe.yaml");
            Files.writeString(recipe, recipe(text.getValue()));
            words.add(recipe.toString());
        }
        assertTrue(texts.size() > 15, texts.keySet().toString());
        // So that it is seen that something was checked.
        Path wrong = Files.writeString(folder.resolve("wrong.mlrecipe.yaml"), RECIPE.replace("target", "tarket"));
        words.add(wrong.toString());
        Path out = folder.resolve("out.json");
        new ProcessBuilder(words).redirectOutput(out.toFile()).redirectErrorStream(true).start().waitFor();
        JsonArray findings = JsonParser.parseString(Files.readString(out)).getAsJsonArray();
        assertTrue(!findings.isEmpty());
        for (JsonElement found : findings) {
            JsonObject finding = found.getAsJsonObject();
            // This net has a layer with 120 channels; that groups of 32 do not fit is no fault of a template.
            if (!finding.get("code").getAsString().equals("layer-skipped")) {
                assertEquals(wrong.toString(), finding.get("file").getAsString(), finding.toString());
            }
        }
    }

    /** A part of a recipe within a whole one; with a model that is as old as the target. */
    private static String recipe(String text) {
        String whole = text.contains("model:") ? text : RECIPE + "global_config: {mode: kmeans, nbits: 4}\n" + text;
        return whole.contains("iOS17") ? whole.replace("Model.mlpackage", "Older.mlpackage") : whole;
    }

    private static void copyModel(String name, Path to) throws Exception {
        Path from = Path.of(System.getProperty("mlrecipe.root"), "examples/models", name + ".mlpackage");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
