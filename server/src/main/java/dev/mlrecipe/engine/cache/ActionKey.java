package dev.mlrecipe.engine.cache;

import dev.mlrecipe.plan.Decision.Action;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Technique;

/**
 * Everything about an action that its result follows from.
 *
 * @param configType the technique's word in recipes
 * @param code name of its class
 * @param version its version
 * @param options its options, defaults included, in one spelling
 * @param given keys of the options that are given: a technique can tell a given value from a default that is equal to it
 * @param joint whether it may work on compressed weights
 * @param namedConst whether the rule names this very const
 */
public record ActionKey(
        String configType, String code, int version, String options, String given, boolean joint, boolean namedConst) {

    public static ActionKey of(Action action) {
        Technique technique = action.config().technique();
        Options options = action.config().options();
        return new ActionKey(
                technique.configType(),
                technique.getClass().getName(),
                technique.version(),
                options.canonical(),
                String.join(",", technique.options().stream().map(Option::key).filter(options::isGiven).toList()),
                action.joint(),
                action.namedConst());
    }
}
