package dev.mlrecipe.editor;

import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Cursor;
import dev.mlrecipe.yaml.Cursor.Place;
import java.util.List;
import java.util.Optional;

/**
 * What may be typed at a place.
 *
 * @param items in the order of their {@link CompletionItem#sortText()} within each rank
 * @param incomplete whether there is more, which a longer word would bring
 */
public record Completion(List<CompletionItem> items, boolean incomplete) {
    private static final Completion NOTHING = new Completion(List.of(), false);

    public Completion {
        items = List.copyOf(items);
    }

    /**
     * Completes at an offset.
     *
     * @param modelFiles paths of model files near the recipe, as they would be written in it
     * @param snippets whether the client understands placeholders
     */
    public static Completion at(Snapshot snapshot, int offset, List<String> modelFiles, boolean snippets) {
        Text text = snapshot.text();
        Cursor cursor = Cursor.at(text, snapshot.parsed().tree(), offset);
        if (!Proposals.isReplaceable(text, cursor.word(), Math.clamp(offset, 0, text.length()))) {
            return NOTHING;
        }
        if (cursor.place() instanceof Place.Comment) {
            return new Completion(CommentProposals.at(snapshot, cursor, offset), false);
        }
        Proposals proposals = new Proposals(snapshot, cursor, snippets);
        Room room = Room.of(cursor.path());
        boolean incomplete = switch (cursor.place()) {
            case Place.Key key -> new KeyProposals(proposals, room, key.mapping(), key.entry()).add();
            case Place.Value value -> {
                new ValueProposals(proposals, room).add(modelFiles);
                yield false;
            }
            case Place.Item item -> {
                item(proposals, room, item);
                yield false;
            }
            case Place.Comment comment -> false;
            case Place.Nowhere nowhere -> false;
        };
        return new Completion(proposals.items(), incomplete);
    }

    private static void item(Proposals proposals, Room room, Place.Item item) {
        if (room.kind() != Room.Kind.STEP) {
            new ValueProposals(proposals, room).add(List.of());
        } else if (item.dashed()) {
            new KeyProposals(proposals, room, Optional.empty(), Optional.empty()).add();
        } else {
            new SnippetProposals(proposals).items(new Needs(proposals.snapshot), proposals.column(), "");
        }
    }

    /** The documentation of an item, in Markdown. */
    public static Optional<String> document(Snapshot snapshot, String id) {
        return new ItemDocs(snapshot).of(id);
    }
}
