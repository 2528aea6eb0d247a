package dev.mlrecipe.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "layer4_*, layer4_2_conv3, true", "layer4_*, layer4_, true", "layer4_*, xlayer4_2, false", "*, '', true",
        "*weight, a_weight, true", "*weight, a_weights, false", "l?yer, layer, true", "l?yer, lyer, false",
        "*a*b*, xxaxxbxx, true", "*a*b*, xxbxxaxx, false", "a.c, abc, false", "a**, a, true",
        "re:layer[0-9]+, layer12, true", "re:layer[0-9]+, layer12_x, false", "re:a|b, b, true",
        "re:^layer\\d\\.conv$, layer4.conv, true", "re:layer\\d\\.conv, layer4xconv, false", "re:[^a-c_]+, xyz, true",
        "re:[^a-c_]+, x_z, false", "re:[\\w.-]{3}, a-., true", "re:[]a]+, a]a, true", "re:(?:ab)+?, abab, true",
        "'re:a{2,}', a, false", "'re:a{2,}', aaaa, true", "'re:a{2,3}', aaaa, false", "re:, '', true", "re:(a|b)$x, ax, false"
    })
    void patternsMatchWholeNames(String pattern, String name, boolean matches) {
        assertEquals(matches, NamePattern.of(pattern).test(name));
    }

    @Test
    void whatIsAPattern() {
        assertTrue(NamePattern.isPattern("re:x"));
        assertTrue(NamePattern.isPattern("a*"));
        assertFalse(NamePattern.isPattern("model.layers.0.weight"));
    }

    @Test
    void globsAgreeWithRegularExpressions() {
        long seed = 7;
        Random random = new Random(seed);
        for (int round = 0; round < 5000; round++) {
            String glob = word(random, "ab*?") + "*";
            String name = word(random, "ab");
            boolean expected =
                    Pattern.matches(glob.replace("*", ".*").replace("?", "."), name);
            assertEquals(expected, NamePattern.of(glob).test(name), glob + " " + name + " seed " + seed);
        }
    }

    private static String word(Random random, String letters) {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(8); length > 0; length--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    /** Patterns on which backtracking engines take exponential time. */
    @ParameterizedTest
    @CsvSource({
        "re:(a+)+b", "re:(a|a)*b", "re:(a|aa)+$b", "re:(.*a){20}b", "re:((((a?)*)*)*)*b", "re:(a|b|ab)*c", "re:(|){1000}b",
        "re:(a?|b?){500}c", "re:(()*)*b"
    })
    void everyTestEndsSoon(String pattern) {
        NamePattern compiled = NamePattern.of(pattern);
        assertTimeout(Duration.ofSeconds(20), () -> {
            assertFalse(compiled.test(""));
            assertFalse(compiled.test("a".repeat(60)));
            assertFalse(compiled.test("a".repeat(500)));
        });
    }

    @Test
    void regularExpressionsAgreeWithThoseOfJava() {
        long seed = 11;
        Random random = new Random(seed);
        int tested = 0;
        for (int round = 0; round < 20_000; round++) {
            String expression = word(random, "ab|()*+?.[]^$-\\d{1,2}");
            String name = word(random, "ab12");
            NamePattern pattern;
            Pattern peer;
            try {
                pattern = NamePattern.of("re:" + expression);
                peer = Pattern.compile(expression);
            } catch (IllegalArgumentException e) {
                continue;
            }
            if (!expression.contains("[") && !expression.matches(".*[*+?}]\\+.*")) {
                assertEquals(peer.matcher(name).matches(), pattern.test(name), expression + " " + name + " seed " + seed);
                tested++;
            }
        }
        assertTrue(tested > 1000, tested + " tested");
    }

    @Test
    void globsOfManyStarsAreFast() {
        NamePattern stars = NamePattern.of("*a".repeat(400) + "b");
        assertTimeout(Duration.ofSeconds(20), () -> assertFalse(stars.test("a".repeat(10_000))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
        "re:a[b 4", "re:a(b 4", "re:a) 4", "re:*a 3", "re:a{x} 4", "re:a{3,1} 4", "re:a{1001} 4", "re:(?=a) 3",
        "re:(a)\\1 6", "re:a\\ 4", "re:[z-a] 4", "re:a** 5", "re:[a-\\d] 4"
    })
    void errorsPointIntoTheKey(String key, int index) {
        assertEquals(index, assertThrows(PatternSyntaxException.class, () -> NamePattern.of(key)).getIndex());
    }

    @ParameterizedTest
    @CsvSource({"re:((a{100}){100}){100}", "re:(((){1000}){1000}){1000}"})
    void patternsAreLimited(String key) {
        assertThrows(IllegalArgumentException.class, () -> NamePattern.of(key));
        assertThrows(IllegalArgumentException.class, () -> NamePattern.of("re:" + "(".repeat(5000)));
        assertThrows(PatternSyntaxException.class, () -> NamePattern.of("re:" + "(".repeat(900)));
    }
}
