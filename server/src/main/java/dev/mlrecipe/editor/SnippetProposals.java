package dev.mlrecipe.editor;

import dev.mlrecipe.availability.Feature;
import dev.mlrecipe.editor.Proposals.Proposal;
import dev.mlrecipe.editor.Proposals.Rank;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The presets, as rules, steps and whole recipes. */
final class SnippetProposals {
    private final Proposals proposals;

    SnippetProposals(Proposals proposals) {
        this.proposals = proposals;
    }

    /** The lines of a step, its first key at the cursor. */
    void stepLines(Needs needs, int column) {
        if (!proposals.cursor.flow() && !proposals.colonFollows()) {
            each((index, preset) -> {
                if (preset.steps().size() == 1) {
                    add(needs, index, preset, Rank.FIRST, proposals.lines(preset.steps().getFirst(), column));
                }
            });
        }
    }

    /**
     * Items of the list of steps.
     *
     * @param column of their dashes
     * @param dash the first dash, or nothing where it is there or comes by itself
     */
    void items(Needs needs, int column, String dash) {
        if (!proposals.cursor.flow()) {
            proposals.add(Proposal.of(CompletionItem.Kind.KEY, "- config_type", dash + "config_type: ")
                    .id("key/step/config_type")
                    .andMore());
            each((index, preset) -> add(needs, index, preset, Rank.FIRST, dash + further(preset, column)));
        }
    }

    /** Items of the list of steps, the first dash, which stands in {@code column}, being there. */
    void furtherItems(Needs needs, int column) {
        if (!proposals.cursor.flow()) {
            each((index, preset) -> add(needs, index, preset, Rank.FIRST, further(preset, column)));
        }
    }

    private String further(Preset preset, int column) {
        return proposals.lines(items(preset), column).substring("- ".length());
    }

    /** A name and the beginning of what is different. */
    void variant(int column) {
        if (!proposals.cursor.flow() && !proposals.colonFollows()) {
            List<String> lines = List.of("${1:name}:", "  global_config: {${2:nbits}: ${3:4}}");
            proposals.add(Proposal.snippet("variant", proposals.lines(lines, column)).id("key/top/variants"));
        }
    }

    /** A recipe, or the rest of one. */
    void recipes(Needs needs, Set<String> present, int column) {
        each((index, preset) -> {
            List<String> lines = new ArrayList<>();
            if (present.isEmpty()) {
                lines.add("model: ${8:Model.mlpackage}");
                lines.add("target: ${9:iOS18}");
            }
            if (preset.steps().size() == 1) {
                lines.addAll(preset.steps().getFirst());
            } else {
                lines.add("steps:");
                items(preset).forEach(line -> lines.add("  " + line));
            }
            add(needs, index, preset, Rank.LATER, proposals.lines(lines, column));
        });
    }

    private static List<String> items(Preset preset) {
        List<String> lines = new ArrayList<>();
        for (List<String> step : preset.steps()) {
            for (int i = 0; i < step.size(); i++) {
                lines.add((i == 0 ? "- " : "  ") + step.get(i));
            }
        }
        return lines;
    }

    private interface Use {
        void of(int index, Preset preset);
    }

    private void each(Use use) {
        for (int i = 0; i < Preset.ALL.size(); i++) {
            if (Preset.ALL.get(i).isIn(proposals.snapshot.vocabulary())) {
                use.of(i, Preset.ALL.get(i));
            }
        }
    }

    private void add(Needs needs, int index, Preset preset, Rank rank, String text) {
        Optional<Feature> lacking = preset.features().stream()
                .flatMap(id -> proposals.snapshot.vocabulary().availability().feature(id).stream())
                .filter(feature -> !needs.has(feature))
                .max(Needs.newest(proposals.snapshot.kind()));
        proposals.add(Proposal.snippet(preset.name(), text)
                .detail(lacking.map(needs::since).orElse("preset " + preset.word()))
                .rank(lacking.isPresent() ? Rank.UNAVAILABLE : rank)
                .id("preset/" + index));
    }
}
