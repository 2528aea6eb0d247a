package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.InvalidValue;
import dev.mlrecipe.finding.LimitExceeded;
import dev.mlrecipe.finding.MissingKey;
import dev.mlrecipe.finding.UnknownKey;
import dev.mlrecipe.finding.Words;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the recipes of a file that says several: its variants, or all combinations of several lists of them, each for all
 * of its models.
 */
final class Parts {
    /** So many variants can be compared; a product soon has more. */
    static final int MOST = 64;

    static final String VARIANTS = "variants";
    static final String MODELS = "models";
    /** Keys that only stand in the recipe that is varied. */
    static final Set<String> KEYS = Set.of(VARIANTS, MODELS);

    /** A name becomes part of the names of files. */
    static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_]([\\p{L}\\p{N}_.+-]{0,62}[\\p{L}\\p{N}_+-])?");

    private final Scope scope;
    private final ValueReader values;

    /** @param scope of what is wrong with the names and the lists; what is wrong inside is for each part to say */
    Parts(Scope scope) {
        this.scope = scope;
        this.values = new ValueReader(scope.findings());
    }

    /** One recipe of a file, before it is read. */
    record Unread(Part part, List<Node.Mapping> overlays) {

        Node.Mapping root(Node.Mapping base, Findings findings) {
            Node.Mapping root = base;
            for (Node.Mapping overlay : overlays) {
                root = new Overlay(findings).recipe(root, overlay);
            }
            return Overlay.finished(root);
        }

        /** @param key where the list of both stands */
        private Unread and(Unread other, Span key) {
            if (overlays.isEmpty()) {
                return other;
            }
            return with(other, new Part(
                    Optional.of(part.name() + "-" + other.part.name()), Optional.empty(), false, key, spans(other)));
        }

        /** What is said of a model is nearer to it than what is said of a variant. */
        private Unread of(Unread model) {
            return with(model, new Part(
                    part.variant(), model.part.model(), model.part.glob(), part.key(), spans(model)));
        }

        private Unread with(Unread other, Part both) {
            return new Unread(both, Stream.concat(overlays.stream(), other.overlays.stream()).toList());
        }

        private List<Span> spans(Unread other) {
            return Stream.concat(part.spans().stream(), other.part.spans().stream()).toList();
        }
    }

    /** In the order of the text; none for a file that says a single recipe. */
    List<Unread> of(Node.Mapping root) {
        List<Unread> variants = root.entry(VARIANTS).map(this::variants).orElse(List.of());
        List<Unread> models = root.entry(MODELS).map(entry -> new Models(scope, root, entry).all()).orElse(List.of());
        if (models.isEmpty()) {
            return variants;
        }
        if (variants.isEmpty()) {
            return models;
        }
        return variants.stream()
                .flatMap(variant -> models.stream().map(variant::of))
                .limit(Models.MOST)
                .toList();
    }

    private List<Unread> variants(Node.Entry variants) {
        List<List<Unread>> axes = new ArrayList<>();
        for (Node.Mapping axis : axes(variants)) {
            axes.add(axis(axis));
        }
        List<Unread> parts = product(axes, variants.key().span());
        return axes.size() > 1 ? distinct(parts, variants.key().span()) : parts;
    }

    private List<Node.Mapping> axes(Node.Entry variants) {
        List<Node.Mapping> axes = new ArrayList<>();
        for (Node node : ValueReader.items(variants.value())) {
            if (node instanceof Node.Mapping axis && !axis.entries().isEmpty()) {
                axes.add(axis);
            } else if (node.isNull() || node instanceof Node.Mapping) {
                nothing(ValueReader.nonEmpty(node.span(), variants.key().span()));
            } else {
                values.wrong(VARIANTS, node, "a mapping from names to what is different", Optional.empty());
            }
        }
        if (variants.value() instanceof Node.Sequence list && list.items().isEmpty()) {
            nothing(list.span());
        }
        return axes;
    }

    private void nothing(Span where) {
        scope.findings()
                .add(MissingKey.of(
                        where, "variants names no variant; it takes names and what is different, such as"
                                + " small: {global_config: {nbits: 4}}", List.of()));
    }

    private List<Unread> axis(Node.Mapping axis) {
        List<Unread> choices = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node.Entry entry : axis.entries()) {
            String name = entry.key().text();
            if (!NAME.matcher(name).matches()) {
                scope.findings()
                        .add(InvalidValue.because(
                                entry.key().span(),
                                Words.quote(name) + " cannot name a variant, which names files: letters, digits, _ . + -"
                                        + " are possible, at most 64",
                                List.of()));
            } else if (!names.add(name.toLowerCase(Locale.ROOT))) {
                scope.findings().add(InvalidValue.because(entry.key().span(), twice(name), List.of()));
            } else {
                overlay(entry).ifPresent(overlay -> choices.add(new Unread(
                        new Part(
                                Optional.of(name),
                                Optional.empty(),
                                false,
                                entry.key().span(),
                                List.of(entry.value().span())),
                        List.of(overlay))));
            }
        }
        return choices;
    }

    private static String twice(String name) {
        return "there is a variant " + Words.quote(name) + " already; names of files may not tell capitals from others";
    }

    private Optional<Node.Mapping> overlay(Node.Entry entry) {
        String name = entry.key().text();
        if (entry.value().isNull()) {
            Span at = entry.value().span();
            String given = entry.value() instanceof Node.Missing ? " {}" : "{}";
            scope.findings()
                    .add(MissingKey.of(
                            entry.key().span(),
                            "variant " + name + " says nothing; {} is the recipe as it stands",
                            List.of(Fix.replace("Change to {}", at, given))));
            return Optional.empty();
        }
        if (!(entry.value() instanceof Node.Mapping overlay)) {
            values.wrong("variant " + name, entry.value(), "a mapping of what is different", Optional.empty());
            return Optional.empty();
        }
        for (Node.Entry inner : overlay.entries()) {
            if (KEYS.contains(inner.key().text())) {
                scope.findings()
                        .add(UnknownKey.misplaced(
                                inner.key().span(),
                                inner.key().text(),
                                "a variant",
                                "it stands at the top of the recipe"
                                        + (inner.key().text().equals(VARIANTS)
                                                ? "; a list of mappings gives all combinations"
                                                : ""),
                                TreeEdits.remove(scope.text(), overlay, inner).stream().toList()));
            }
        }
        return Optional.of(overlay);
    }

    /** All combinations, the last axis fastest; the first {@value #MOST}. */
    private List<Unread> product(List<List<Unread>> axes, Span key) {
        long count = 1;
        List<Unread> all = List.of(new Unread(Part.WHOLE, List.of()));
        for (List<Unread> axis : axes) {
            count = Math.min(count * axis.size(), Integer.MAX_VALUE);
            all = all.stream()
                    .flatMap(part -> axis.stream().map(choice -> part.and(choice, key)))
                    .limit(MOST)
                    .toList();
        }
        if (count > MOST) {
            String found = count == Integer.MAX_VALUE ? "more than " + count : Long.toString(count);
            scope.findings().add(LimitExceeded.of(key, found + " variants; a recipe may have " + MOST));
        }
        return axes.isEmpty() ? List.of() : all;
    }

    private List<Unread> distinct(List<Unread> parts, Span key) {
        Set<String> names = new HashSet<>();
        List<Unread> distinct = new ArrayList<>();
        for (Unread part : parts) {
            if (names.add(part.part().name().toLowerCase(Locale.ROOT))) {
                distinct.add(part);
            } else {
                scope.findings().add(InvalidValue.because(key, twice(part.part().name()), List.of()));
            }
        }
        return distinct;
    }
}
