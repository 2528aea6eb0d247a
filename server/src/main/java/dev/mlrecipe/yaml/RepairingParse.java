package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.YamlTree.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Parses a text, and again with one more mistake patched, until the parser gets to its end. */
final class RepairingParse {
    /** Patches of one line that are tried before its value, and then all of it, is left out. */
    private static final int TRIES = 3;
    /** Characters that are read in all: a large document gets fewer repairs. */
    private static final int MAX_WORK = 8 << 20;

    private final Text original;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Integer, Integer> tries = new TreeMap<>();
    private int parses;

    RepairingParse(Text original) {
        this.original = original;
    }

    /** How often the text was parsed. */
    int parses() {
        return parses;
    }

    YamlTree tree() {
        Shadow shadow = Shadow.of(Printable.of(original, problems));
        while (true) {
            parses++;
            EventSource events = new EventSource(shadow);
            TreeBuilder builder = new TreeBuilder(original, events);
            Node root = builder.document();
            if (events.failure().isEmpty()) {
                return tree(root, builder, events);
            }
            Repair repair = repair(shadow, events.failure().get());
            if (!tries.containsKey(repair.line())) {
                Problem problem = repair.problem();
                problems.add(new Problem(
                        problem.kind(), shadow.origin(problem.span()), problem.message(), problem.other().map(shadow::origin)));
            }
            tries.merge(repair.line(), 1, Integer::sum);
            for (int line = repair.line() + 1; line <= repair.last(); line++) {
                tries.putIfAbsent(line, 0);
            }
            boolean hopeless = tries.get(repair.line()) > TRIES + 2;
            boolean enough = problems.size() >= YamlParser.MAX_PROBLEMS || parses * (long) original.length() > MAX_WORK;
            if (hopeless || enough) {
                return tree(root, builder, events);
            }
            shadow = shadow.with(repair.patches());
        }
    }

    private Repair repair(Shadow shadow, Failure failure) {
        Repairer repairer = new Repairer(shadow.text(), failure);
        Repair repair = repairer.repair();
        int tried = tries.getOrDefault(repair.line(), 0);
        return tried < TRIES ? repair : repairer.blank(repair.line(), tried > TRIES);
    }

    private YamlTree tree(Node root, TreeBuilder builder, EventSource events) {
        for (Problem problem : events.problems()) {
            boolean said = tries.containsKey(original.line(problem.span().start()));
            if (problem.kind() == Problem.Kind.LIMIT || (!said && problems.size() < YamlParser.MAX_PROBLEMS)) {
                problems.add(problem);
            }
        }
        problems.sort(Comparator.comparingInt(p -> p.span().start()));
        return new YamlTree(
                root,
                Comments.find(original, builder.scalarSpans()),
                builder.anchors(),
                problems,
                List.copyOf(tries.keySet()),
                !events.stopped());
    }
}
