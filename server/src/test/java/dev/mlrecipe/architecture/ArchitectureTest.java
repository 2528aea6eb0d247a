package dev.mlrecipe.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The invariants of ARCHITECTURE.md: which package may know which. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.mlrecipe");

    /** Package of the product → packages of the product that it may use beside itself and its subpackages. */
    private static final Map<String, List<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("text", List.of()),
            Map.entry("finding", List.of("text")),
            Map.entry("yaml", List.of("text")),
            Map.entry("python", List.of("text")),
            Map.entry("data", List.of("text", "yaml")),
            Map.entry("digest", List.of()),
            Map.entry("parallel", List.of()),
            Map.entry("coreml", List.of("data", "digest", "parallel")),
            Map.entry("technique", List.of("coreml")),
            Map.entry("execute", List.of("coreml")),
            Map.entry("availability", List.of("data", "coreml")),
            Map.entry("predict", List.of("data", "availability", "coreml")),
            Map.entry("samples", List.of("digest", "finding", "coreml", "execute")),
            Map.entry("calibrate", List.of("digest", "parallel", "coreml", "execute", "samples", "technique")),
            Map.entry("accuracy", List.of("parallel", "coreml", "execute", "samples", "calibrate")),
            Map.entry("measured", List.of("predict", "coreml")),
            Map.entry("recipe", List.of("text", "yaml", "data", "finding", "availability", "technique", "coreml")),
            Map.entry(
                    "imports",
                    List.of("text", "yaml", "finding", "python", "recipe", "availability", "technique", "coreml")),
            Map.entry("plan", List.of("text", "digest", "finding", "recipe", "technique", "coreml")),
            Map.entry("engine", List.of("text", "digest", "parallel", "recipe", "plan", "technique", "coreml", "accuracy")),
            Map.entry("engine.cache", List.of("text", "digest", "recipe", "plan", "technique", "coreml")),
            Map.entry(
                    "analysis",
                    List.of(
                            "text", "yaml", "finding", "availability", "predict", "measured", "recipe", "technique",
                            "coreml", "plan", "engine", "calibrate", "accuracy")),
            Map.entry(
                    "suggest",
                    List.of(
                            "text", "yaml", "finding", "availability", "recipe", "technique", "coreml", "plan", "engine",
                            "analysis", "predict")),
            Map.entry(
                    "editor",
                    List.of(
                            "text", "yaml", "finding", "availability", "recipe", "technique", "coreml", "plan", "engine",
                            "analysis", "report", "predict", "measured", "accuracy")),
            Map.entry(
                    "lsp",
                    List.of(
                            "text", "digest", "yaml", "finding", "availability", "recipe", "technique", "coreml",
                            "plan", "engine", "analysis", "editor", "session", "report", "export", "predict",
                            "measured", "calibrate", "samples", "imports", "suggest", "accuracy")),
            Map.entry("export", List.of("text", "recipe", "plan", "technique", "coreml")),
            Map.entry(
                    "report",
                    List.of(
                            "text", "digest", "finding", "availability", "predict", "measured", "recipe", "plan",
                            "engine", "technique", "coreml", "suggest", "accuracy")),
            Map.entry(
                    "session",
                    List.of(
                            "text", "digest", "parallel", "yaml", "finding", "availability", "recipe", "technique",
                            "coreml", "plan", "engine", "analysis", "predict", "measured", "calibrate", "imports",
                            "suggest", "samples", "execute", "accuracy"))));

    @TestFactory
    Stream<DynamicTest> packagesUseOnlyWhatIsBelowThem() {
        return MAY_USE.entrySet().stream().map(entry -> {
            String[] allowed = Stream.concat(Stream.of(entry.getKey()), entry.getValue().stream())
                    .map(name -> "dev.mlrecipe." + name + "..")
                    .toArray(String[]::new);
            return DynamicTest.dynamicTest(
                    entry.getKey() + " uses only " + entry.getValue(),
                    () -> classes()
                            .that()
                            .resideInAPackage("dev.mlrecipe." + entry.getKey() + "..")
                            .should()
                            .onlyDependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                                    "are not of the product or of " + List.of(allowed),
                                    c -> !c.getPackageName().startsWith("dev.mlrecipe")
                                            || com.tngtech.archunit.core.domain.JavaClass.Predicates
                                                    .resideInAnyPackage(allowed)
                                                    .test(c)))
                            .check(CLASSES));
        });
    }

    @Test
    void techniquesKnowNoFileFormat() {
        noClasses()
                .that()
                .resideInAPackage("dev.mlrecipe.technique..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.mlrecipe.coreml.blob..",
                        "dev.mlrecipe.coreml.mil..",
                        "dev.mlrecipe.coreml.mlpackage..",
                        "dev.mlrecipe.coreml.proto..",
                        "java.nio.file..")
                .check(CLASSES);
    }

    @Test
    void thirdPartyLibrariesHaveOneDoorEach() {
        onlyIn("org.yaml.snakeyaml..", "dev.mlrecipe.yaml..");
        onlyIn("com.google.protobuf..", "dev.mlrecipe.coreml..");
        onlyIn("org.antlr..", "dev.mlrecipe.python..");
        onlyIn("picocli..", "dev.mlrecipe.cli..");
        onlyIn("org.eclipse.lsp4j..", "dev.mlrecipe.lsp..");
        onlyIn("com.google.gson..", "dev.mlrecipe.lsp..");
        onlyIn("dev.mlrecipe.coreml.proto..", "dev.mlrecipe.coreml..");
    }

    private static void onlyIn(String library, String home) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because("only " + home + " may use " + library)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void analysisIsPure() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.mlrecipe.analysis..", "dev.mlrecipe.plan..", "dev.mlrecipe.finding..", "dev.mlrecipe.editor..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.Files")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent.locks..", "java.time..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.mlrecipe.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("dev.mlrecipe.coreml.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("dev.mlrecipe.technique.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
