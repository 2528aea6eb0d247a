package dev.mlrecipe.suggest;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.recipe.NamePattern;
import dev.mlrecipe.suggest.Group.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What rules can name in a model: every weight, patterns over names that numbered or nested layers share, operation
 * types, all weights above a size. Of selectors that catch the same weights one is kept: the one that says most simply
 * what is meant.
 */
final class Groups {
    /** Members of all groups together; beyond it further patterns are left out. */
    private static final int MOST_MEMBERS = 40_000;

    private static final int SIZES = 8;
    private static final long USUAL_THRESHOLD = 2048;
    private static final Pattern TOKEN = Pattern.compile("[^_./:-]+");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    /** What converters hang on names; the digits in it tell nothing. */
    private static final Pattern TAIL = Pattern.compile("(_to_fp16|_cast_fp16|_to_fp32|_quantized|_palettized)*$");

    private final List<Weight> weights;
    private final Set<String> names = new HashSet<>();
    private final Map<List<Integer>, Group> groups = new LinkedHashMap<>();
    private int members;

    private Groups(List<Weight> weights, List<Weight> all) {
        this.weights = weights;
        for (Weight weight : all) {
            names.addAll(weight.constNames());
            weight.consumers().forEach(consumer -> names.add(consumer.op()));
        }
    }

    /**
     * @param weights what is to be compressed, in the order of {@link Costs}
     * @param all all weights of the model, for their names
     */
    static List<Group> of(List<Weight> weights, List<Weight> all) {
        Groups found = new Groups(weights, all);
        found.sizes();
        found.types();
        found.single();
        found.patterns();
        return List.copyOf(found.groups.values());
    }

    private void sizes() {
        List<Long> sizes = weights.stream().map(Groups::elements).sorted().distinct().toList();
        add(Kind.GLOBAL, Long.toString(USUAL_THRESHOLD), IntStream.range(0, weights.size()).boxed().toList());
        for (int i = 1; i <= SIZES && sizes.size() > 1; i++) {
            long below = sizes.get((sizes.size() - 1) * i / (SIZES + 1));
            if (below > USUAL_THRESHOLD) {
                List<Integer> larger = IntStream.range(0, weights.size())
                        .filter(weight -> elements(weights.get(weight)) > below)
                        .boxed()
                        .toList();
                add(Kind.GLOBAL, Long.toString(below), larger);
            }
        }
    }

    private static long elements(Weight weight) {
        return weight.stored().shape().elements();
    }

    private void types() {
        Set<String> types = new TreeSet<>();
        weights.forEach(weight -> weight.consumers().forEach(consumer -> types.add(consumer.opType())));
        for (String type : types) {
            List<Integer> some = matching(weight ->
                    weight.consumers().stream().anyMatch(consumer -> consumer.opType().equals(type)));
            boolean whole = some.stream().allMatch(weight -> weights.get(weight).consumers().stream()
                    .allMatch(consumer -> consumer.opType().equals(type)));
            if (whole) {
                add(Kind.OP_TYPE, type, some);
            }
        }
    }

    private List<Integer> matching(Predicate<Weight> test) {
        return IntStream.range(0, weights.size()).filter(i -> test.test(weights.get(i))).boxed().toList();
    }

    private void single() {
        for (int i = 0; i < weights.size(); i++) {
            add(Kind.NAME, weights.get(i).constNames().getFirst(), List.of(i));
        }
    }

    private void patterns() {
        Set<String> texts = new LinkedHashSet<>();
        for (Weight weight : weights) {
            texts.addAll(patterns(weight.constNames().getFirst()));
            weight.consumers().stream().limit(1).map(Consumer::op).forEach(op -> texts.addAll(patterns(op)));
        }
        texts.stream()
                .filter(text -> !names.contains(text))
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .forEach(this::pattern);
    }

    /** Patterns that a name gives: numbers replaced, and beginnings and ends of that. */
    private static Set<String> patterns(String name) {
        Set<String> patterns = new LinkedHashSet<>();
        Matcher tail = TAIL.matcher(name);
        int end = tail.find() ? tail.start() : name.length();
        String stem = name.substring(0, end);
        String rest = name.substring(end);
        String any = DIGITS.matcher(stem).replaceAll("*");
        String places = DIGITS.matcher(stem).replaceAll(number -> "?".repeat(number.group().length()));
        String leading = DIGITS.matcher(stem)
                .replaceAll(number -> number.group().charAt(0) + "?".repeat(number.group().length() - 1));
        for (String form : new LinkedHashSet<>(List.of(stem, any, places, leading))) {
            if (!form.equals(stem)) {
                patterns.add(form + rest);
            }
            Matcher token = TOKEN.matcher(form);
            while (token.find()) {
                boolean word = token.group().chars().anyMatch(Character::isLetter);
                if (token.start() > 0 && word) {
                    patterns.add(once("*" + form.substring(token.start()) + rest));
                    patterns.add(once("*" + form.substring(token.start()) + "*"));
                }
                patterns.add(once(form.substring(0, token.end()) + "*"));
            }
        }
        patterns.removeIf(pattern -> pattern.chars().allMatch(c -> c == '*'));
        return patterns;
    }

    /** Two stars in a row are one. */
    private static String once(String pattern) {
        return pattern.replaceAll("\\*{2,}", "*");
    }

    private void pattern(String text) {
        NamePattern pattern = NamePattern.of(text);
        List<Integer> caught = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            Weight weight = weights.get(i);
            boolean byConst = weight.constNames().stream().anyMatch(pattern);
            long users = weight.consumers().stream().map(Consumer::op).filter(pattern).count();
            if (byConst || users > 0 && users == weight.consumers().size()) {
                caught.add(i);
            } else if (users > 0) {
                // The users of a shared weight must agree; a pattern that catches some of them makes them disagree.
                return;
            }
        }
        add(Kind.PATTERN, text, caught);
    }

    private void add(Kind kind, String text, List<Integer> caught) {
        boolean room = members + caught.size() <= MOST_MEMBERS;
        if (!caught.isEmpty() && room && groups.putIfAbsent(caught, new Group(kind, text, caught)) == null) {
            members += caught.size();
        }
    }
}
