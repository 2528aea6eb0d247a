package dev.mlrecipe.editor;

import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Anchors and aliases: uses and renaming. */
public final class Anchors {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    private Anchors() {}

    /** The anchor that stands at an offset or that an alias there names. */
    static Optional<YamlTree.Anchor> at(Snapshot snapshot, int offset) {
        return snapshot.parsed().tree().anchors().stream()
                .filter(anchor -> places(anchor).anyMatch(place -> place.touches(offset)))
                .findFirst();
    }

    /** The anchor first, then its aliases; empty where no anchor or alias stands. */
    public static List<Span> references(Snapshot snapshot, int offset) {
        return at(snapshot, offset).map(anchor -> places(anchor).toList()).orElse(List.of());
    }

    /** The name at an offset without {@code &} or {@code *}, which can be renamed; empty where none stands. */
    public static Optional<Span> renameable(Snapshot snapshot, int offset) {
        return references(snapshot, offset).stream()
                .filter(place -> place.touches(offset))
                .findFirst()
                .map(Anchors::name);
    }

    /** What renaming gives. */
    public sealed interface Renaming {

        /** These edits do it. */
        record Edits(List<Edit> edits) implements Renaming {
            public Edits {
                edits = List.copyOf(edits);
            }
        }

        /** It is not possible. */
        record Refused(String reason) implements Renaming {}
    }

    /** Renames the anchor at an offset and all its aliases. */
    public static Renaming rename(Snapshot snapshot, int offset, String name) {
        Optional<YamlTree.Anchor> anchor = at(snapshot, offset);
        if (anchor.isEmpty()) {
            return new Renaming.Refused("anchors (&name) and aliases (*name) can be renamed; there is none here");
        }
        if (!NAME.matcher(name).matches()) {
            return new Renaming.Refused("an anchor's name consists of letters, digits, _ and -");
        }
        if (!name.equals(anchor.get().name())
                && snapshot.parsed().tree().anchors().stream().anyMatch(other -> other.name().equals(name))) {
            return new Renaming.Refused("there is an anchor &" + name + " already");
        }
        List<Edit> edits = new ArrayList<>();
        places(anchor.get()).forEach(place -> edits.add(new Edit(name(place), name)));
        return new Renaming.Edits(edits);
    }

    private static Stream<Span> places(YamlTree.Anchor anchor) {
        return Stream.concat(Stream.of(anchor.span()), anchor.aliases().stream());
    }

    private static Span name(Span place) {
        return new Span(Math.min(place.start() + 1, place.end()), place.end());
    }
}
