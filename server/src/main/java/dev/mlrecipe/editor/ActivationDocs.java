package dev.mlrecipe.editor;

import dev.mlrecipe.coreml.activation.ActivationSite;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.plan.ActivationUse;
import dev.mlrecipe.plan.PlannedActivation;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a rule about activations does to the operations of a model, and to which not and why. */
final class ActivationDocs {
    private static final int NAMED = 5;

    private ActivationDocs() {}

    /** For the rule whose key stands there; empty if it is about no activations. */
    static Optional<String> at(Snapshot snapshot, Span key) {
        return snapshot.parts().stream()
                .flatMap(part -> part.analysis().planning().stream().flatMap(planning -> planning.activations().stream()
                        .filter(use -> use.rule().span().equals(key))
                        .map(use -> text(part, planning, use))))
                .findFirst();
    }

    /** For example {@code 5 operations}. */
    static String count(Planning planning, ActivationUse use) {
        return Amounts.count(quantized(planning, use).size(), "operation");
    }

    private static List<ActivationSite> quantized(Planning planning, ActivationUse use) {
        return planning.plan().activations().stream()
                .filter(planned -> planned.rule().equals(use.rule()))
                .map(PlannedActivation::site)
                .toList();
    }

    private static String text(Snapshot part, Planning planning, ActivationUse use) {
        if (use.rule().config().isEmpty()) {
            return "leaves the activations of " + named(use.obeying()) + " as they are";
        }
        List<ActivationSite> quantized = quantized(planning, use);
        List<String> lines = new ArrayList<>();
        lines.add("quantizes what " + named(quantized) + " take and make");
        List<ActivationSite> others = use.matched().stream()
                .filter(site -> !use.obeying().contains(site))
                .toList();
        if (!others.isEmpty()) {
            lines.add("* another rule decides about " + named(others));
        }
        List<ActivationSite> before = use.obeying().stream()
                .filter(site -> !quantized.contains(site))
                .toList();
        if (!before.isEmpty()) {
            lines.add("* an earlier step quantizes " + named(before));
        }
        if (use.rule().selector() instanceof Selector.Global || use.rule().selector() instanceof Selector.OpType) {
            lines.addAll(left(part, use));
        }
        return String.join("\n", lines);
    }

    /** Operations of the same types that are no sites, with the reason. */
    private static List<String> left(Snapshot part, ActivationUse use) {
        Set<String> types = use.matched().stream().map(ActivationSite::type).collect(Collectors.toSet());
        Set<String> sites = use.matched().stream().map(ActivationSite::op).collect(Collectors.toSet());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < part.functions().size(); i++) {
            FunctionFacts function = part.functions().get(i);
            boolean main = i == 0;
            List<String> left = function.ops().stream()
                    .filter(op -> types.contains(op.type()) && !(main && sites.contains(op.name())))
                    .map(OpFacts::name)
                    .toList();
            if (!left.isEmpty()) {
                String why = main
                        ? " stay as they are: inside of branches or loops, or without a computed number to quantize"
                        : " stay as they are: only the default function is quantized";
                String where = main ? "" : " of function " + Markdown.code(function.name());
                lines.add("* " + names(left) + where + why);
            }
        }
        return lines;
    }

    private static String named(List<ActivationSite> sites) {
        if (sites.isEmpty()) {
            return "no operation";
        }
        String types = sites.stream()
                .collect(Collectors.groupingBy(ActivationSite::type, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(type -> type.getKey() + " " + type.getValue())
                .collect(Collectors.joining(", "));
        return Amounts.count(sites.size(), "operation") + " (" + Markdown.plain(types) + ")";
    }

    private static String names(List<String> names) {
        String first = names.stream().limit(NAMED).map(Markdown::code).collect(Collectors.joining(", "));
        return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
    }
}
