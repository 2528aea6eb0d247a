package dev.mlrecipe.executor.translate;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Rules by type of operation. */
public final class Rules {
    private final TreeMap<String, Rule> rules = new TreeMap<>();

    /** Adds a rule for operations with one output. */
    public Rules add(String type, Rule.Single rule) {
        return addMany(type, site -> List.of(rule.translate(site)));
    }

    /** Adds a rule for operations with any number of outputs. */
    public Rules addMany(String type, Rule rule) {
        if (rules.put(type, rule) != null) {
            throw new IllegalStateException("two rules for " + type);
        }
        return this;
    }

    Optional<Rule> find(String type) {
        return Optional.ofNullable(rules.get(type));
    }

    /** Types of operations that have a rule, in order. */
    public Set<String> types() {
        return rules.keySet();
    }
}
