package dev.mlrecipe.technique;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.session.Techniques;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Words of other tools that options know: each means something, and none is written where nobody looks. */
class ForeignWordsTest {
    @Test
    void everyForeignWordIsLookedUpAndMeansALegalOne() {
        List<String> wrong = new ArrayList<>();
        int words = 0;
        try (Techniques techniques = Techniques.builtIn()) {
            for (Technique technique : techniques.all()) {
                for (Option option : technique.options()) {
                    if (option.type() instanceof OptionType.Words type) {
                        words += type.impossible().size();
                        type.impossible().forEach((word, nearest) -> {
                            boolean known = Nearest.known(word, type.legal()).isPresent();
                            boolean written = word.equals(word.toLowerCase(Locale.ROOT)) && !type.legal().contains(word);
                            if (known || !written || !type.legal().contains(nearest)) {
                                wrong.add(technique.configType() + " " + option.key() + " " + word + " " + nearest);
                            }
                        });
                    }
                }
            }
        }
        assertEquals(List.of(), wrong.stream().sorted().toList());
        assertTrue(words > 20, words + " words");
    }
}
