package dev.mlrecipe.editor;

import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.editor.CompletionItem.Kind;
import dev.mlrecipe.editor.Proposals.Proposal;
import dev.mlrecipe.editor.Proposals.Rank;
import dev.mlrecipe.recipe.NamedPreset;
import java.util.List;
import java.util.Optional;

/** Presets by their names: the most wanted first, those that the targets cannot load last. */
final class PresetProposals {
    private final Proposals proposals;
    private final Needs needs;

    PresetProposals(Proposals proposals, Needs needs) {
        this.proposals = proposals;
        this.needs = needs;
    }

    /** Values of {@code preset}. */
    void values() {
        NamedPreset.all().forEach(preset ->
                add(preset, Proposal.of(Kind.VALUE, preset.name(), preset.name()), Rank.NORMAL));
    }

    /** Keys with their values, above all other keys. */
    void keys() {
        NamedPreset.all().forEach(preset -> add(preset, Proposal.of(Kind.VALUE, key(preset), key(preset)), Rank.FIRST));
    }

    /** Recipes that are nothing but a model, a target and a preset. */
    void recipes(int column) {
        for (NamedPreset preset : NamedPreset.all()) {
            List<String> lines = List.of("model: ${1:Model.mlpackage}", "target: ${2:iOS18}", key(preset));
            add(preset, Proposal.snippet(key(preset), proposals.lines(lines, column)), Rank.FIRST);
        }
    }

    private static String key(NamedPreset preset) {
        return NamedPreset.KEY + ": " + preset.name();
    }

    private void add(NamedPreset preset, Proposal proposal, Rank rank) {
        Optional<Feature> lacking = preset.needs().stream()
                .flatMap(id -> proposals.snapshot.vocabulary().availability().feature(id).stream())
                .filter(feature -> !needs.has(feature))
                .findFirst();
        proposals.add(proposal.detail(preset.title() + lacking.map(feature -> " (" + needs.since(feature) + ")").orElse(""))
                .rank(lacking.isPresent() ? Rank.UNAVAILABLE : rank)
                .id("named/" + preset.name()));
    }
}
