package dev.mlrecipe.imports;

import dev.mlrecipe.python.Script;
import dev.mlrecipe.recipe.RecipeParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The recipes of a script: it is followed in every way it can go, and each compressed model is a recipe. */
final class ScriptImport {
    private final ImportSource source;
    private final RecipeParser parser;
    private final Script script;
    private final Interest interest;

    ScriptImport(ImportSource source, RecipeParser parser) {
        this.source = source;
        this.parser = parser;
        this.script = Script.read(source.text());
        this.interest = new Interest(script);
    }

    List<ImportedRecipe> recipes() {
        List<Outcome> outcomes = new ArrayList<>();
        Map<String, Value.Torch> torch = new LinkedHashMap<>();
        Set<Note> notes = new LinkedHashSet<>();
        unread(notes);
        Decisions decisions = new Decisions();
        while (decisions.next()) {
            Run run = new Run(script, source, decisions);
            run.follow(interest);
            outcomes.addAll(run.outcomes);
            run.torch.forEach(config -> torch.putIfAbsent(config.line() + ForeignImport.yaml(config.entries()), config));
            notes.addAll(run.notes);
            if (run.exhausted()) {
                notes.add(new Note(1, "the script does more than can be followed; what comes last is missing"));
                break;
            }
        }
        if (decisions.incomplete()) {
            notes.add(new Note(1, "the script can go more ways than were followed; there may be more variants"));
        }
        List<ImportedRecipe> recipes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Outcome outcome : new Variants(outcomes).distinct()) {
            RecipeText text = new RecipeText(source, outcome, List.copyOf(notes));
            recipes.add(new ImportedRecipe(free(Variants.name(outcome, recipes.size()), names), text.text(), text.notes()));
        }
        if (recipes.isEmpty()) {
            torch.values().forEach(config -> recipes.add(new ForeignImport(source, parser)
                    .recipe(free("torch-line-" + config.line(), names), config, List.copyOf(notes))));
        }
        return recipes;
    }

    private void unread(Set<Note> notes) {
        for (int line : script.unread()) {
            if (interest.isOf(script.text().lineSpan(line - 1))) {
                notes.add(new Note(line, "this line cannot be read as Python"));
            }
        }
    }

    private static String free(String name, Set<String> names) {
        String free = name;
        for (int i = 2; !names.add(free); i++) {
            free = name + "-" + i;
        }
        return free;
    }
}
