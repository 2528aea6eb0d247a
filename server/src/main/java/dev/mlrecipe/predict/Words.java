package dev.mlrecipe.predict;

import java.util.function.Function;

/** Constants of data files by their words; a word that there is not is a mistake of the product. */
final class Words {
    private Words() {}

    static <T> T find(T[] values, Function<T, String> word, String wanted) {
        for (T value : values) {
            if (word.apply(value).equals(wanted)) {
                return value;
            }
        }
        throw new IllegalStateException("not one of " + values.getClass().componentType().getSimpleName() + ": " + wanted);
    }
}
