package dev.mlrecipe.technique;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The values of a technique's options for one rule: what the recipe says, and the defaults for the rest. Values have
 * already been checked against {@link OptionType}: String, Long, Double, Boolean or {@code List<Long>}.
 */
public final class Options {
    private final Map<String, Object> given;
    private final Map<String, Object> all;

    private Options(Map<String, Object> given, Map<String, Object> all) {
        this.given = given;
        this.all = all;
    }

    /** The given values over the defaults of {@code vocabulary}. */
    public static Options of(List<Option> vocabulary, Map<String, Object> given) {
        Map<String, Object> all = new TreeMap<>();
        for (Option option : vocabulary) {
            option.defaultValue().ifPresent(value -> all.put(option.key(), value));
        }
        all.putAll(given);
        return new Options(Map.copyOf(given), Map.copyOf(all));
    }

    /** The same options with one more given value. */
    public Options with(String key, Object value) {
        Map<String, Object> more = new TreeMap<>(given);
        more.put(key, value);
        Map<String, Object> changed = new TreeMap<>(all);
        changed.put(key, value);
        return new Options(Map.copyOf(more), Map.copyOf(changed));
    }

    /** Whether the recipe itself sets the key. */
    public boolean isGiven(String key) {
        return given.containsKey(key);
    }

    /** The value, if given or defaulted. */
    public Optional<Object> get(String key) {
        return Optional.ofNullable(all.get(key));
    }

    /** @throws IllegalStateException if there is no such value, as for the three getters below */
    public String word(String key) {
        return (String) require(key);
    }

    public long whole(String key) {
        return (Long) require(key);
    }

    public double real(String key) {
        return ((Number) require(key)).doubleValue();
    }

    public boolean flag(String key) {
        return (Boolean) require(key);
    }

    private Object require(String key) {
        Object value = all.get(key);
        if (value == null) {
            throw new IllegalStateException("option " + key + " has no value");
        }
        return value;
    }

    /** All values in key order, one spelling for equal options: part of the plan key. */
    public String canonical() {
        return new TreeMap<>(all)
                .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(","));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Options options && all.equals(options.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }

    @Override
    public String toString() {
        return canonical();
    }
}
