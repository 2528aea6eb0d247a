package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.InvalidValue;
import dev.mlrecipe.finding.LimitExceeded;
import dev.mlrecipe.finding.MissingKey;
import dev.mlrecipe.finding.Words;
import dev.mlrecipe.finding.WrongCombination;
import dev.mlrecipe.recipe.Parts.Unread;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code models}: names with paths or with what is different for a model, or paths and patterns of paths. Which files
 * fit a pattern is for those to find out who may look at a disk.
 */
final class Models {
    /** Models times variants. */
    static final int MOST = 256;

    private static final String MODEL = "model";

    private final Scope scope;
    private final Node.Mapping root;
    private final Node.Entry models;
    private final ValueReader values;

    Models(Scope scope, Node.Mapping root, Node.Entry models) {
        this.scope = scope;
        this.root = root;
        this.models = models;
        this.values = new ValueReader(scope.findings());
    }

    List<Unread> all() {
        if (root.has(MODEL)) {
            String message = "model beside models: one says which model, the other several; leave one out";
            scope.findings().add(WrongCombination.of(models.key().span(), message, List.of()));
        }
        List<Unread> all = models.value() instanceof Node.Mapping named ? named(named) : paths();
        if (all.size() > MOST) {
            scope.findings().add(LimitExceeded.of(models.key().span(), all.size() + " models; a recipe may have " + MOST));
        }
        return all.stream().limit(MOST).toList();
    }

    private List<Unread> named(Node.Mapping named) {
        List<Unread> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        if (named.entries().isEmpty()) {
            scope.findings().add(MissingKey.of(named.span(), "models names no model", List.of()));
        }
        for (Node.Entry entry : named.entries()) {
            String name = entry.key().text();
            if (!Parts.NAME.matcher(name).matches() || !names.add(name.toLowerCase(Locale.ROOT))) {
                String problem = Parts.NAME.matcher(name).matches()
                        ? "there is a model " + Words.quote(name) + " already"
                        : Words.quote(name) + " cannot name a model: letters, digits, _ . + - are possible, at most 64";
                scope.findings().add(InvalidValue.because(entry.key().span(), problem, List.of()));
            } else {
                overlay(entry).ifPresent(overlay ->
                        all.add(part(name, false, entry.key().span(), entry.value(), overlay)));
            }
        }
        return all;
    }

    private Optional<Node.Mapping> overlay(Node.Entry entry) {
        if (entry.value() instanceof Node.Mapping overlay) {
            if (!overlay.has(MODEL) && scope.complete(overlay)) {
                String message = "model " + entry.key().text() + " has no path; add model: and the path";
                scope.findings().add(MissingKey.of(entry.key().span(), message, List.of()));
                return Optional.empty();
            }
            return Optional.of(overlay);
        }
        String expected = "a path, or a mapping with model and what is different";
        return values.text("model " + entry.key().text(), entry.value(), expected).map(path -> only(entry.value()));
    }

    private List<Unread> paths() {
        List<Unread> all = new ArrayList<>();
        for (Node node : ValueReader.items(models.value())) {
            String expected = "a mapping from names to paths, a path such as parts/*.mlpackage, or a list of them";
            values.text(Parts.MODELS, node, expected)
                    .filter(path -> !isPattern(path) || staysInside(path, node))
                    .ifPresent(path -> all.add(
                            part(baseName(path), isPattern(path), models.key().span(), node, only(node))));
        }
        return all;
    }

    private boolean staysInside(String pattern, Node node) {
        boolean outside = pattern.startsWith("/") || pattern.contains("\\") || pattern.contains(":")
                || List.of(pattern.split("/")).contains("..");
        if (outside || pattern.contains("**")) {
            String message = Words.quote(pattern) + ": a pattern looks into folders below the recipe's own; * and ? stand for"
                    + " characters of one name, as in parts/*.mlpackage";
            scope.findings().add(InvalidValue.because(node.span(), message, List.of()));
        }
        return !outside && !pattern.contains("**");
    }

    static boolean isPattern(String path) {
        return path.indexOf('*') >= 0 || path.indexOf('?') >= 0;
    }

    /** The name of a file without its folders and extension. */
    static String baseName(String path) {
        return path.replaceFirst("(?i)\\.(mlpackage|mlmodel)/*$", "").replaceFirst("^.*[/\\\\]", "");
    }

    private static Unread part(String name, boolean glob, Span key, Node place, Node.Mapping overlay) {
        return new Unread(
                new Part(Optional.empty(), Optional.of(name), glob, key, List.of(place.span())), List.of(overlay));
    }

    /** What a path alone says: {@code {model: path}}, all of it where the path stands. */
    private static Node.Mapping only(Node path) {
        Node.Scalar key = new Node.Scalar(path.span(), MODEL, Node.Style.PLAIN, Node.Kind.STRING);
        return new Node.Mapping(path.span(), List.of(new Node.Entry(key, path, path.span(), false)));
    }
}
