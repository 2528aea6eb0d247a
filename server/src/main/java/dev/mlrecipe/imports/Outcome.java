package dev.mlrecipe.imports;

import java.util.List;
import java.util.Optional;

/**
 * A compressed model that a script makes.
 *
 * @param path where it is saved; empty where it is not
 * @param conditions what must be true for it
 */
record Outcome(Value.Model model, Optional<Value> path, List<String> conditions) {}
