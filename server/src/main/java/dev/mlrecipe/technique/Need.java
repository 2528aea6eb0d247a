package dev.mlrecipe.technique;

/**
 * A feature that a configuration uses.
 *
 * @param feature an id in {@code schema/availability.yaml}
 * @param key the option that asks for it, where a finding is shown
 */
public record Need(String feature, String key) {}
