package dev.mlrecipe.executor.graph;

import java.util.HashMap;
import java.util.Map;

/** Names that are unique in a model and its nested graphs. */
final class Names {
    private final Map<String, Integer> used = new HashMap<>();

    /** {@code wanted}, or with a number behind where it is taken. */
    String fresh(String wanted) {
        Integer count = used.putIfAbsent(wanted, 0);
        if (count == null) {
            return wanted;
        }
        String name;
        int next = count;
        do {
            next++;
            name = wanted + "~" + next;
        } while (used.containsKey(name));
        used.put(wanted, next);
        used.put(name, 0);
        return name;
    }
}
