package dev.mlrecipe.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.testing.Repository;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data of the predictor. */
class DevicesTest {
    private static final Devices DEVICES = Devices.load();
    private static final Availability AVAILABILITY = Availability.load();

    @ParameterizedTest
    @ValueSource(strings = {"devices", "placement"})
    void everyFigureHasASourceThatTheFileNames(String name) throws IOException {
        JsonNode root = data(name);
        Set<String> sources = new HashSet<>();
        root.get("sources").fieldNames().forEachRemaining(sources::add);
        Set<String> used = new HashSet<>();
        root.findValuesAsText("source").forEach(used::add);
        assertEquals(sources, used, "sources that are named, sources that are used");
    }

    @ParameterizedTest
    @ValueSource(strings = {"devices", "placement", "predictor"})
    void theDataFitsItsSchemaAndNothingWithoutASourceDoes(String name) throws IOException {
        JsonNode root = data(name);
        JsonSchema schema = schema(name);
        assertEquals(Set.of(), schema.validate(root));
        for (JsonNode figure : root.findParents("source")) {
            JsonNode source = ((ObjectNode) figure).remove("source");
            assertFalse(schema.validate(root).isEmpty(), figure.toString());
            ((ObjectNode) figure).set("source", source);
        }
    }

    private static JsonNode data(String name) throws IOException {
        return new ObjectMapper(new YAMLFactory()).readTree(Repository.path("schema/" + name + ".yaml").toFile());
    }

    private static JsonSchema schema(String name) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(new ObjectMapper()
                        .readTree(Repository.path("schema/" + name + ".schema.json").toFile()));
    }

    @Test
    void everyConstantSaysWhatItMeansAndWhereItComesFrom() {
        Constants.load().all().forEach((name, constant) -> assertFalse(constant.says().isBlank(), name));
        assertEquals(Set.of(), difference(Constants.load()));
    }

    private static Set<Constants.Basis> difference(Constants constants) {
        Set<Constants.Basis> missing = new HashSet<>(List.of(Constants.Basis.values()));
        constants.all().values().forEach(constant -> missing.remove(constant.basis()));
        return missing;
    }

    @Test
    void namesAreReadTolerantlyAndStandForOneDeviceEach() {
        assertEquals("iPhone 15 Pro", DEVICES.find("iphone 15pro").orElseThrow().name());
        assertTrue(DEVICES.find("iPhone 99").isEmpty());
        for (Device device : DEVICES.all()) {
            assertEquals(device, DEVICES.find(device.name()).orElseThrow());
        }
    }

    @Test
    void everyDeviceRunsVersionsThatAreKnown() {
        for (Device device : DEVICES.all()) {
            Target os = device.os(List.of(), AVAILABILITY);
            assertEquals(device.platform(), os.platform());
            assertFalse(device.olderThan(os, AVAILABILITY), device.name());
        }
    }

    @Test
    void theSystemIsTheNewerOfTheTargetAndTheFirstOne() {
        Device phone = DEVICES.find("iPhone 14 Pro").orElseThrow();
        assertEquals("iOS16", phone.os(List.of(), AVAILABILITY).word());
        assertEquals("iOS18", phone.os(List.of(target("iOS", "18")), AVAILABILITY).word());
        assertEquals("iOS16", phone.os(List.of(target("iOS", "15"), target("macOS", "15")), AVAILABILITY).word());
    }

    @Test
    void aDeviceCanBeTooOldForATarget() {
        assertTrue(DEVICES.find("iPhone XS").orElseThrow().olderThan(target("iOS", "26"), AVAILABILITY));
        assertFalse(DEVICES.find("iPhone XS").orElseThrow().olderThan(target("macOS", "26"), AVAILABILITY));
        assertFalse(DEVICES.find("iPhone 11").orElseThrow().olderThan(target("iOS", "26"), AVAILABILITY));
    }

    @Test
    void eachPlatformHasAUsualDevice() {
        AVAILABILITY.platforms().forEach(platform ->
                assertEquals(1, DEVICES.usual(List.of(platform.name())).size(), platform.name()));
    }

    private static Target target(String platform, String version) {
        return AVAILABILITY.platform(platform).orElseThrow().targets().stream()
                .filter(target -> target.version().equals(version))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsNotKnownIsTakenForAUsualOneOfItsClass() {
        assertEquals(
                List.of("iPhone 15 Pro", "iPad Pro M4", "MacBook Pro M3", "Watch Series 10", "Apple TV 4K 3", "Vision Pro"),
                Stream.of("iphone 30", "iPad Nano", "iMac M7", "Apple Watch X", "Apple TV 8K", "Vision Air")
                        .map(name -> Devices.load().standIn(name).orElseThrow().name())
                        .toList());
        assertTrue(Devices.load().standIn("Zune").isEmpty());
    }
}
