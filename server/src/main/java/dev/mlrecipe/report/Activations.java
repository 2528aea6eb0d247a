package dev.mlrecipe.report;

import dev.mlrecipe.coreml.activation.Scheme;
import dev.mlrecipe.plan.PlannedActivation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Quantized activations in words. */
final class Activations {
    private Activations() {}

    /** For example {@code int8 symmetric}. */
    static String form(PlannedActivation planned) {
        Scheme scheme = planned.scheme();
        return scheme.codes().word() + (scheme.symmetric() ? " symmetric" : " linear");
    }

    /** For example {@code activations: 5 operations as int8 symmetric (add 1, conv 3, linear 1)}, a sentence per form. */
    static List<String> lines(List<PlannedActivation> activations) {
        Map<String, List<PlannedActivation>> forms =
                activations.stream().collect(Collectors.groupingBy(Activations::form, TreeMap::new, Collectors.toList()));
        return forms.entrySet().stream()
                .map(form -> "activations: " + form.getValue().size()
                        + (form.getValue().size() == 1 ? " operation" : " operations") + " as " + form.getKey() + " ("
                        + types(form.getValue()) + ")")
                .toList();
    }

    private static String types(List<PlannedActivation> activations) {
        Map<String, Long> counts = activations.stream()
                .collect(Collectors.groupingBy(planned -> planned.site().type(), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining(", "));
    }
}
