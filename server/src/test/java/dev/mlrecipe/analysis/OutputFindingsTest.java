package dev.mlrecipe.analysis;

import static dev.mlrecipe.analysis.Analyses.check;

import org.junit.jupiter.api.Test;

/** What is said about where the output goes. The marks below a line are exactly its findings. */
class OutputFindingsTest {
    private void output(String model, String output, String relation) {
        String line = "output: " + output + "\n";
        String mark = relation.isEmpty() ? "" : "#       " + "^".repeat(output.length())
                + " output-conflict the output \"" + output + "\" " + relation + "; give another path\n";
        check(new ModelState.Unknown(), "model: " + model + "\n" + line + mark + """
                config_type: TablesConfig
                global_config: {nbits: 4}
                """);
    }

    @Test
    void mustNotDestroyTheModelOrTheRecipe() {
        output("M.mlpackage", "build/M.mlpackage", "");
        output("M.mlpackage", "M.mlpackage2", "");
        output("M.mlpackage", "../project/./M.mlpackage", "is the model itself");
        output("M.mlpackage", "m.MLPACKAGE", "is the model itself");
        output("a/M.mlpackage", "a/M.mlpackage/x.mlpackage", "lies inside the model");
        output("a/M.mlpackage", "a", "holds the model");
        output("a/M.mlpackage", "r.mlrecipe.yaml", "is this recipe");
        output("/other/M.mlpackage", "../project", "holds this recipe");
    }

    @Test
    void itsNameSaysWhetherItIsAFileOrAPackage() {
        output(
                "M.mlmodel",
                "build/M.mlpackage",
                "is named like a package, but a model in one file makes one file: .mlmodel");
        output(
                "M.mlpackage",
                "build/M.mlmodel",
                "is named like a single file, but a package makes a package: .mlpackage");
        output("M.mlmodel", "build/M.mlmodel", "");
    }

    @Test
    void hasADefaultBesideTheRecipe() {
        check(new ModelState.Unknown(), """
                model: r.mlpackage
                #      ^^^^^^^^^^^ output-conflict without output: the result would be "r.mlpackage", which is the model itself; give another path
                config_type: TablesConfig
                global_config: {nbits: 4}
                """);
    }
}
