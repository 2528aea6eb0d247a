package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.engine.Reports;
import dev.mlrecipe.engine.Totals;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.plan.RuleUse;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.report.Sizes;
import dev.mlrecipe.technique.Suggestion;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.YamlWords;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * A recipe of one step that may become the first one of a model.
 *
 * @param text the recipe
 * @param analysis what is to be said of it
 * @param totals what it makes of the model, as far as shapes tell
 */
record RecipeDraft(String text, Analysis analysis, Totals totals) {
    /** Layers that get rules of their own; a model with more of them wants another recipe. */
    private static final int MOST_EXCEPTIONS = 12;

    private static final String RULE = "global_config: ";

    static RecipeDraft of(String text, ModelState.Read model, Vocabulary vocabulary, Surroundings surroundings) {
        ParsedRecipe parsed =
                new RecipeParser(vocabulary.techniques(), vocabulary.availability()).parse(Text.of(text));
        Analysis analysis = Analysis.of(parsed, Optional.empty(), model, surroundings, Optional.empty());
        Totals totals = Reports.planned(
                        model.encoding(), model.encoding(), analysis.planning().orElseThrow().plan())
                .totals();
        return new RecipeDraft(text, analysis, totals);
    }

    /** Errors and warnings. */
    List<Finding> findings() {
        return analysis.findings().stream()
                .filter(finding -> finding.severity().atLeast(Severity.WARNING))
                .toList();
    }

    /** {@code 3.98x (2.10 MB → 0.53 MB)}. */
    String ratio() {
        return Sizes.ratio(totals.ratio()) + " (" + Sizes.change(totals.originalBytes(), totals.storedBytes()) + ")";
    }

    /**
     * The lines of rules for layers that the rule for all cannot do: with the nearest option that works, or left alone.
     * None if there are no such layers, or too many.
     */
    List<String> exceptions() {
        List<RuleUse.Effected> declined = analysis.planning().orElseThrow().uses().stream()
                .filter(use -> use.rule().selector() instanceof Selector.Global)
                .flatMap(use -> use.with(RuleUse.Effect.DECLINED).stream())
                .toList();
        return declined.isEmpty() || declined.size() > MOST_EXCEPTIONS
                ? List.of()
                : Stream.concat(Stream.of("op_name_configs:"), declined.stream().map(this::exception)).toList();
    }

    private String exception(RuleUse.Effected layer) {
        String options = text.lines()
                .filter(line -> line.startsWith(RULE))
                .map(line -> line.substring(RULE.length()))
                .findFirst()
                .orElse("");
        String leaf = layer.suggestions().stream()
                .filter(suggestion -> options.contains(suggestion.key() + ": "))
                .findFirst()
                .map(suggestion -> with(options, suggestion))
                .orElse("null");
        String name = layer.weight().constNames().getFirst();
        return "  " + YamlWords.of(name) + ": " + leaf + "  # " + Names.line(layer.reason());
    }

    private static String with(String options, Suggestion suggestion) {
        return options.replaceAll(
                suggestion.key() + ": [^,}]+", Matcher.quoteReplacement(suggestion.key() + ": " + suggestion.value()));
    }
}
