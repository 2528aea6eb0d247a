package dev.mlrecipe.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> WORDS = List.of(
            "mode", "nbits", "granularity", "group_size", "block_size", "weight_threshold", "config_type", "dtype", "dim");

    @ParameterizedTest
    @CsvSource({
        "nbit, nbits", "n_bits, nbits", "nbtis, nbits", "NBITS, nbits", "Granularty, granularity", "groupsize, group_size",
        "group-size, group_size", "bloksize, block_size", "wieght_threshold, weight_threshold", "gran, granularity",
        "bits, nbits", "weight_dtype, dtype", "quantization_scheme, mode"
    })
    void typingMistakesAndWordsOfOtherTools(String wrong, String right) {
        assertEquals(Optional.of(right), Nearest.of(wrong, WORDS));
    }

    @ParameterizedTest
    @CsvSource({"milestone", "x", "''", "'___'", "lut_function"})
    void nothingIsNear(String wrong) {
        assertEquals(Optional.empty(), Nearest.of(wrong, WORDS));
    }

    @Test
    void aWrongWordMeansWhatThePlaceAllows() {
        assertEquals(
                Optional.of("per_grouped_channel"),
                Nearest.of("per_channel", List.of("per_tensor", "per_grouped_channel")));
        assertEquals(
                Optional.of("per_block"),
                Nearest.of("per_grouped_channel", List.of("per_tensor", "per_channel", "per_block")));
        assertEquals(Optional.of("gather"), Nearest.of("embedding", List.of("conv", "gather")));
    }

    @Test
    void hugeWordsCostNothing() {
        assertEquals(Optional.empty(), Nearest.of("x".repeat(1_000_000), WORDS));
    }

    @Test
    void distanceAgreesWithItsDefinition() {
        long seed = 20_240_917;
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            String a = word(random);
            String b = word(random);
            int expected = reference(a, b, a.length(), b.length());
            int limit = 1 + random.nextInt(8);
            assertEquals(Math.min(expected, limit), Nearest.distance(a, b, limit), a + " " + b + " seed " + seed);
        }
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(7); length > 0; length--) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString();
    }

    /** The recursive definition of the optimal string alignment distance. */
    private static int reference(String a, String b, int i, int j) {
        if (i == 0 || j == 0) {
            return i + j;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(
                reference(a, b, i - 1, j - 1) + change,
                1 + Math.min(reference(a, b, i - 1, j), reference(a, b, i, j - 1)));
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
            least = Math.min(least, 1 + reference(a, b, i - 2, j - 2));
        }
        return least;
    }

    @Test
    void wordsOfUsersStayOnOneShortLine() {
        assertEquals("\"a b\"", Words.quote("a\nb"));
        assertEquals("a, b or c", Words.oneOf(List.of("a", "b", "c")));
        assertEquals(62, Words.quote("🐈" + "x".repeat(500)).length());
    }
}
