package dev.mlrecipe.coreml;

import dev.mlrecipe.coreml.form.Representation;
import java.util.List;
import java.util.Optional;

/**
 * One stored constant of a model: everything that shares its bytes is the same weight, also across functions.
 *
 * @param id position in {@link ModelIndex#weights()}
 * @param name first consumer and input ({@code conv_2.weight}), or the const's name where nothing consumes it
 * @param constNames names of the const or constexpr operations that hold it, first one first
 * @param function function of the first one
 * @param consumers operations that use it, in program order; empty where only a block output does
 * @param stored how it is stored; bytes are read only when asked for
 * @param fixed why it must stay as it is stored, in one sentence; empty if it need not
 */
public record Weight(
        int id,
        String name,
        List<String> constNames,
        String function,
        List<Consumer> consumers,
        Representation stored,
        Optional<String> fixed) {

    public Weight {
        constNames = List.copyOf(constNames);
        consumers = List.copyOf(consumers);
    }

    /** A weight that may be stored in another way. */
    public Weight(
            int id,
            String name,
            List<String> constNames,
            String function,
            List<Consumer> consumers,
            Representation stored) {
        this(id, name, constNames, function, consumers, stored, Optional.empty());
    }

    /** The channel axes, if all consumers agree on them. */
    public Optional<ChannelAxes> axes() {
        if (consumers.size() == 1) {
            return Optional.of(consumers.get(0).axes());
        }
        List<ChannelAxes> distinct = consumers.stream().map(Consumer::axes).distinct().toList();
        return distinct.size() == 1 ? Optional.of(distinct.get(0)) : Optional.empty();
    }
}
