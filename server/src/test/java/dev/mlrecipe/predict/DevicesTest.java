package dev.mlrecipe.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.testing.Repository;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data of the predictor. */
class DevicesTest {
    private static final Devices DEVICES = Devices.load();
    private static final Availability AVAILABILITY = Availability.load();

    @ParameterizedTest
    @ValueSource(strings = {"devices.yaml", "placement.yaml"})
    void everyFigureHasASourceAndAConfidence(String file) throws IOException {
        JsonNode root = new ObjectMapper(new YAMLFactory())
                .readTree(Repository.path("schema/" + file).toFile());
        Set<String> sources = new HashSet<>();
        root.get("sources").fieldNames().forEachRemaining(sources::add);
        int figures = figures(root, sources);
        assertTrue(figures > 5, figures + " figures");
    }

    private static int figures(JsonNode node, Set<String> sources) {
        int count = 0;
        if (node.has("is") || node.has("says") || node.has("gain")) {
            count++;
            assertTrue(List.of("A", "B", "C").contains(node.path("confidence").asText()), node.toString());
            assertTrue(sources.contains(node.path("source").asText()), node.toString());
        }
        for (JsonNode child : node) {
            count += figures(child, sources);
        }
        return count;
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
}
