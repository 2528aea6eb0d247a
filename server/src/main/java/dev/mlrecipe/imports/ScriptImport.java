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
    /** Expressions and statements in all ways. */
    private static final int MOST_STEPS = 600_000;

    /** Models in all ways. */
    private static final int MOST_OUTCOMES = 512;

    private final ImportSource source;
    private final RecipeParser parser;
    private final Script script;
    private final Interest interest;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Outcome> copies = new ArrayList<>();
    private final Map<String, Value.Torch> torch = new LinkedHashMap<>();
    private final Set<Note> notes = new LinkedHashSet<>();

    ScriptImport(ImportSource source, RecipeParser parser) {
        this.source = source;
        this.parser = parser;
        this.script = Script.read(source.text());
        this.interest = new Interest(script);
        follow();
    }

    private void follow() {
        unread();
        Decisions decisions = new Decisions();
        int steps = 0;
        while (steps < MOST_STEPS && outcomes.size() < MOST_OUTCOMES && decisions.next()) {
            Run run = new Run(script, source, decisions);
            run.follow(interest);
            steps += run.steps();
            outcomes.addAll(run.outcomes);
            copies.addAll(run.copies);
            run.torch.forEach(config -> torch.putIfAbsent(config.line() + ForeignImport.yaml(config.entries()), config));
            notes.addAll(run.notes);
            if (run.exhausted()) {
                notes.add(new Note(1, "the script does more than can be followed; what comes last is missing"));
                break;
            }
        }
        if (decisions.incomplete() || steps >= MOST_STEPS) {
            notes.add(new Note(1, "the script can go more ways than were followed; there may be more variants"));
        }
    }

    List<Group> groups() {
        return new Groups(outcomes, copies).all();
    }

    List<ImportedRecipe> recipes() {
        List<ImportedRecipe> recipes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Group group : groups()) {
            RecipeLines text = RecipeText.of(source, group, List.copyOf(notes));
            recipes.add(new ImportedRecipe(free(Groups.name(group, recipes.size()), names), text.text(), text.notes()));
        }
        if (recipes.isEmpty()) {
            torch.values().forEach(config -> recipes.add(new ForeignImport(source, parser)
                    .recipe(free("torch-line-" + config.line(), names), config, List.copyOf(notes))));
        }
        return recipes;
    }

    private void unread() {
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
