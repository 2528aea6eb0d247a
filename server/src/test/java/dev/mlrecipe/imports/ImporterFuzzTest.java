package dev.mlrecipe.imports;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** With {@code JAZZER_FUZZ=1} this searches for scripts that break an import; else it runs the inputs found before. */
class ImporterFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void anyScriptIsImported(FuzzedDataProvider data) {
        MutatedScriptsTest.check(data.consumeBoolean() ? "a.py" : "a.ipynb", data.consumeRemainingAsString());
    }
}
