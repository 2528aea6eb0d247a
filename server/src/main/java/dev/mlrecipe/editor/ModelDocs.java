package dev.mlrecipe.editor;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.engine.StoredBits;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.NamePattern;
import dev.mlrecipe.report.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the model has under a name or type, and what becomes of it, in Markdown. */
final class ModelDocs {
    private static final int MOST_ROWS = 12;
    private static final int MOST_USERS = 4;

    private final Snapshot snapshot;
    private final ModelWords words;

    private ModelDocs(Snapshot snapshot, ModelWords words) {
        this.snapshot = snapshot;
        this.words = words;
    }

    static Optional<ModelDocs> of(Snapshot snapshot) {
        return ModelWords.of(snapshot.model()).map(words -> new ModelDocs(snapshot, words));
    }

    /** Shape, type, bytes, users and future of all weights with a name; empty if there are none. */
    Optional<String> name(String name) {
        List<Weight> weights = words.named(name);
        return weights.isEmpty()
                ? Optional.empty()
                : Optional.of("**" + Markdown.code(name) + "**\n\n" + table(weights));
    }

    /** How many layers a type has, how large they are, and the largest of them; empty if there are none. */
    Optional<String> type(String type) {
        ModelWords.Reach reach = words.types().get(type);
        return reach == null ? Optional.empty() : Optional.of(of(type, "operations of this type", reach, users(type)));
    }

    /** The same for a pattern that completion offers. */
    Optional<String> pattern(String pattern) {
        ModelWords.Reach reach = words.patterns().get(pattern);
        return reach == null
                ? Optional.empty()
                : Optional.of(of(pattern, "names that match", reach, words.layers().stream()
                        .filter(weight -> matches(weight, NamePattern.of(pattern)))
                        .toList()));
    }

    private static boolean matches(Weight weight, NamePattern pattern) {
        return weight.constNames().stream().anyMatch(pattern)
                || weight.consumers().stream().map(Consumer::op).anyMatch(pattern);
    }

    private List<Weight> users(String type) {
        return words.layers().stream()
                .filter(weight -> weight.consumers().stream().anyMatch(user -> user.opType().equals(type)))
                .toList();
    }

    /** The head of {@link #type} without the table. */
    Optional<String> typeInShort(String type) {
        ModelWords.Reach reach = words.types().get(type);
        return reach == null ? Optional.empty() : Optional.of(head(type, "operations of this type", reach));
    }

    private String of(String word, String what, ModelWords.Reach reach, List<Weight> layers) {
        return head(word, what, reach) + "\n\n" + table(layers);
    }

    private static String head(String word, String what, ModelWords.Reach reach) {
        return "**" + Markdown.code(word) + "** — " + Amounts.count(reach.layers(), "layer") + ", "
                + Sizes.bytes(reach.bytes()) + " of " + what;
    }

    private String table(List<Weight> weights) {
        Map<Integer, PlannedWeight> planned = snapshot.analysis().planning().map(Planning::plan).stream()
                .flatMap(plan -> plan.weights().stream())
                .collect(Collectors.toMap(weight -> weight.weight().id(), weight -> weight, (a, b) -> a));
        Map<Integer, LayerOutlook> outlooks = Outlook.of(snapshot).stream()
                .flatMap(outlook -> outlook.rules().stream())
                .flatMap(rule -> rule.layers().stream())
                .collect(Collectors.toMap(layer -> layer.weight().id(), layer -> layer, (a, b) -> a));
        String head = Markdown.head("weight", "shape", "stored", "size:", "used by", "becomes");
        StringBuilder text = new StringBuilder(head);
        weights.stream().limit(MOST_ROWS).forEach(weight -> text.append(Markdown.row(List.of(
                Markdown.code(weight.constNames().stream().findFirst().orElse(weight.name())),
                weight.stored().shape().toString().replace("[", "\\[").replace("]", "\\]"),
                FormWords.of(weight.stored(), StoredBits.of(weight.stored())),
                Sizes.bytes(words.bytes(weight)),
                users(weight),
                future(planned.get(weight.id()), outlooks.get(weight.id()))))));
        return weights.size() > MOST_ROWS
                ? text + "\nand " + (weights.size() - MOST_ROWS) + " more"
                : text.toString().stripTrailing();
    }

    private static String users(Weight weight) {
        List<String> users = new ArrayList<>();
        for (Consumer consumer : weight.consumers()) {
            users.add(consumer.opType() + " " + Markdown.code(consumer.op()));
        }
        String shown = String.join(", ", users.subList(0, Math.min(MOST_USERS, users.size())));
        return users.size() > MOST_USERS ? shown + " and " + (users.size() - MOST_USERS) + " more" : shown;
    }

    private static String future(PlannedWeight planned, LayerOutlook layer) {
        if (layer != null) {
            String facts = layer.refusal().isPresent() ? Markdown.plain(layer.facts()) : layer.facts();
            return facts + layer.forecast().map(forecast -> "; " + Markdown.plain(forecast.reason())).orElse("");
        }
        return switch (planned == null ? null : planned.decision()) {
            case null -> "";
            case Decision.Compress compress -> "compressed";
            case Decision.Skip skip -> "skipped: " + Markdown.plain(skip.reason());
            case Decision.Leave leave -> "left: " + Markdown.plain(leave.reason());
        };
    }
}
