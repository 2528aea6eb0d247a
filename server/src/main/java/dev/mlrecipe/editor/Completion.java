package dev.mlrecipe.editor;

import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Cursor;
import dev.mlrecipe.yaml.Cursor.Place;
import dev.mlrecipe.yaml.Node;
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
     * @param files paths of files near the recipe that it may name, as they would be written in it
     * @param snippets whether the client understands placeholders
     */
    public static Completion at(Snapshot file, int offset, List<String> files, boolean snippets) {
        Snapshot snapshot = file.at(offset);
        Text text = snapshot.text();
        Cursor cursor = Cursor.at(text, snapshot.parsed().tree(), offset);
        int within = Math.clamp(offset, 0, text.length());
        if (!Proposals.isReplaceable(text, cursor.word(), within) || isTaken(text, cursor)) {
            return NOTHING;
        }
        if (cursor.place() instanceof Place.Comment) {
            return new Completion(CommentProposals.at(snapshot, cursor, offset), false);
        }
        Proposals proposals = new Proposals(snapshot, cursor, snippets);
        Room room = Room.of(cursor.path());
        boolean incomplete = switch (cursor.place()) {
            case Place.Key key -> new KeyProposals(proposals, room, key.mapping(), key.entry()).add();
            case Place.Value value -> value(proposals, room, files);
            case Place.Item item -> {
                item(proposals, room, item, files);
                yield false;
            }
            case Place.Comment comment -> false;
            case Place.Nowhere nowhere -> false;
        };
        return new Completion(proposals.items(), incomplete);
    }

    /** Whether files may be named at an offset, so that it is worth looking for some. */
    public static boolean namesAFile(Snapshot snapshot, int offset) {
        Room room = Room.of(Cursor.at(snapshot.text(), snapshot.parsed().tree(), offset).path());
        return room.owner() == Room.Kind.ROOT && List.of("model", "models", "measured", "statistics").contains(room.key());
    }

    /** Whether a value stands further on, so that a word here would be a second one, or its anchor or tag here. */
    private static boolean isTaken(Text text, Cursor cursor) {
        boolean empty = cursor.word().start() == cursor.word().end();
        if (!empty && "&!".indexOf(text.content().charAt(cursor.word().start())) >= 0) {
            return true;
        }
        char before = cursor.word().start() > 0 ? text.content().charAt(cursor.word().start() - 1) : ' ';
        boolean apart = Character.isWhitespace(before) || ":-,[{".indexOf(before) >= 0;
        return empty && switch (cursor.place()) {
            case Place.Value value -> !apart || !(value.entry().value() instanceof Node.Missing);
            case Place.Item item -> item.dashed()
                    && begun(text, cursor, item).isEmpty()
                    && item.index() < item.sequence().items().size()
                    && !(item.sequence().items().get(item.index()) instanceof Node.Missing);
            default -> false;
        };
    }

    /** The mapping of an item whose first key is in a line below the dash: keys of it can stand behind the dash too. */
    private static Optional<Node.Mapping> begun(Text text, Cursor cursor, Place.Item item) {
        return item.dashed()
                        && item.index() < item.sequence().items().size()
                        && item.sequence().items().get(item.index()) instanceof Node.Mapping mapping
                        && text.position(mapping.span().start()).column() == cursor.indent()
                        && text.position(cursor.word().start()).column() == cursor.indent()
                ? Optional.of(mapping)
                : Optional.empty();
    }

    /** In this line, or what begins below it. */
    private static boolean value(Proposals proposals, Room room, List<String> files) {
        new ValueProposals(proposals, room).add(files);
        boolean empty = proposals.cursor.word().start() == proposals.cursor.word().end();
        if (!empty || proposals.cursor.flow() || room.key().equals("<<") || proposals.colonFollows()) {
            return false;
        }
        proposals.goBelow();
        return new KeyProposals(proposals, room, Optional.empty(), Optional.empty()).add();
    }

    private static void item(Proposals proposals, Room room, Place.Item item, List<String> files) {
        if (room.kind() == Room.Kind.VARIANTS && item.dashed()) {
            Optional<Node.Mapping> begun = begun(proposals.snapshot.text(), proposals.cursor, item);
            new KeyProposals(proposals, room, begun, Optional.empty()).add();
        } else if (room.kind() != Room.Kind.STEP) {
            new ValueProposals(proposals, room).add(files);
        } else if (item.dashed()) {
            Optional<Node.Mapping> begun = begun(proposals.snapshot.text(), proposals.cursor, item);
            new KeyProposals(proposals, room, begun, Optional.empty()).add();
        } else {
            new SnippetProposals(proposals).items(new Needs(proposals.snapshot), proposals.column(), "");
        }
    }

    /** The documentation of an item, in Markdown. */
    public static Optional<String> document(Snapshot snapshot, String id) {
        return new ItemDocs(snapshot.parts().getFirst()).of(id);
    }
}
