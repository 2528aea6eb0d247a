package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.YamlTree.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamStartEvent;

/** Builds the tree of one document from events; resolves aliases and merge keys within the limits. */
final class TreeBuilder {
    private static final String TAG_PREFIX = "tag:yaml.org,2002:";

    private final Text text;
    private final EventSource events;
    private final Map<String, Built> anchored = new HashMap<>();
    private final List<OpenAnchor> anchors = new ArrayList<>();
    private final Map<String, OpenAnchor> latest = new HashMap<>();
    private final List<Span> scalarSpans = new ArrayList<>();
    private long aliasedNodes;

    TreeBuilder(Text text, EventSource events) {
        this.text = text;
        this.events = events;
    }

    /** A node with the number of nodes below and including it, aliases resolved, and its depth. */
    private record Built(Node node, long nodes, int depth) {
        static Built leaf(Node node) {
            return new Built(node, 1, 0);
        }
    }

    private record OpenAnchor(String name, Span span, List<Span> aliases) {}

    List<YamlTree.Anchor> anchors() {
        return anchors.stream()
                .map(a -> new YamlTree.Anchor(a.name, a.span, a.aliases))
                .toList();
    }

    /** Spans of all scalars in the order of the text. */
    List<Span> scalarSpans() {
        scalarSpans.sort(Comparator.comparingInt(Span::start));
        return scalarSpans;
    }

    Node document() {
        Node root = new Node.Missing(Span.at(text.length()));
        boolean started = false;
        for (Event event = events.next(); event != null; event = events.next()) {
            if (event instanceof NodeEvent node) {
                root = node(node, 0).node();
            } else if (event instanceof DocumentStartEvent) {
                if (started) {
                    int at = events.offset(event.getStartMark());
                    Span span = new Span(at, Math.min(text.length(), at + 3));
                    events.stop(syntax(span, "a second document starts here; a recipe is one document"));
                }
                started = true;
            } else if (!(event instanceof StreamStartEvent) && event.is(Event.ID.StreamEnd)) {
                break;
            }
        }
        return root;
    }

    private Built node(Event event, int depth) {
        if (event instanceof AliasEvent alias) {
            return alias(alias, depth);
        }
        Properties properties = properties((NodeEvent) event);
        String anchor = ((NodeEvent) event).getAnchor();
        if (properties.anchor != null) {
            OpenAnchor open = new OpenAnchor(anchor, properties.anchor, new ArrayList<>());
            anchors.add(open);
            latest.put(anchor, open);
            anchored.remove(anchor);
        }
        Built built;
        if (event instanceof ScalarEvent scalar) {
            built = Built.leaf(scalar(scalar, properties.end));
        } else if (depth >= YamlParser.MAX_DEPTH) {
            int at = properties.end;
            events.stop(limit(
                    new Span(at, Math.min(text.length(), at + 1)),
                    "nested deeper than " + YamlParser.MAX_DEPTH + " levels"));
            built = Built.leaf(new Node.Missing(Span.at(at)));
        } else if (event instanceof MappingStartEvent start) {
            built = mapping(start, properties.end, depth);
        } else {
            built = sequence((SequenceStartEvent) event, properties.end, depth);
        }
        if (properties.anchor != null) {
            anchored.put(anchor, built);
        }
        return built;
    }

    private Built alias(AliasEvent event, int depth) {
        String name = event.getAnchor();
        Span span = new Span(events.offset(event.getStartMark()), events.offset(event.getEndMark()));
        OpenAnchor last = latest.get(name);
        if (last != null) {
            last.aliases.add(span);
        }
        Built target = anchored.get(name);
        if (target == null) {
            String message = last == null ? "no anchor &" + name + " before this alias" : "*" + name + " holds itself";
            events.add(syntax(span, message));
            return Built.leaf(new Node.Missing(Span.at(span.end())));
        }
        aliasedNodes += target.nodes;
        if (aliasedNodes > YamlParser.MAX_ALIASED_NODES || depth + target.depth > YamlParser.MAX_DEPTH) {
            events.stop(limit(
                    span,
                    aliasedNodes > YamlParser.MAX_ALIASED_NODES
                            ? "aliases stand for more than " + YamlParser.MAX_ALIASED_NODES + " nodes"
                            : "nested deeper than " + YamlParser.MAX_DEPTH + " levels"));
            return Built.leaf(new Node.Missing(Span.at(span.end())));
        }
        return target;
    }

    private Built mapping(MappingStartEvent event, int start, int depth) {
        Map<String, Node.Entry> own = new LinkedHashMap<>();
        List<Node.Entry> written = new ArrayList<>();
        List<Node.Mapping> merges = new ArrayList<>();
        long nodes = 1;
        int below = 0;
        int end = start;
        Event next = events.next();
        for (; next != null && !(next instanceof MappingEndEvent); next = events.next()) {
            int at = events.offset(next.getStartMark());
            end = Math.max(end, events.offset(next.getEndMark()));
            Built key = isUnknownAlias(next) ? patternKey((AliasEvent) next) : node(next, depth + 1);
            Event valueEvent = events.next();
            if (valueEvent == null) {
                break;
            }
            Built value = node(valueEvent, depth + 1);
            Span place = place(valueEvent, value.node);
            end = Math.max(end, place.end());
            nodes += key.nodes + value.nodes;
            below = Math.max(below, value.depth + 1);
            if (!(key.node instanceof Node.Scalar word)) {
                if (!events.stopped()) {
                    events.add(syntax(atLeastOne(key.node.span(), at), "a key must be a word, found " + key.node.what()));
                }
                continue;
            }
            Node.Entry entry = new Node.Entry(word, value.node, place, false);
            written.add(entry);
            if (word.text().equals("<<") && word.style() == Node.Style.PLAIN) {
                collectMerges(value.node, place, merges);
            } else {
                Node.Entry first = own.putIfAbsent(word.text(), entry);
                if (first != null) {
                    events.add(new Problem(
                            Problem.Kind.DUPLICATE_KEY,
                            word.span(),
                            word.text(),
                            Optional.of(first.key().span())));
                }
            }
        }
        for (Node.Mapping merge : merges) {
            for (Node.Entry entry : merge.entries()) {
                own.putIfAbsent(
                        entry.key().text(), new Node.Entry(entry.key(), entry.value(), entry.place(), true));
            }
        }
        Span span = new Span(start, end(event, next, end));
        return new Built(new Node.Mapping(span, List.copyOf(own.values()), written), nodes, below);
    }

    private boolean isUnknownAlias(Event event) {
        return event instanceof AliasEvent alias && !latest.containsKey(alias.getAnchor());
    }

    /** {@code *_weight: null}: a pattern whose author did not know of aliases. */
    private Built patternKey(AliasEvent alias) {
        Span span = new Span(events.offset(alias.getStartMark()), events.offset(alias.getEndMark()));
        events.add(syntax(span, "a key that starts with '*' needs quotes"));
        return Built.leaf(new Node.Scalar(span, "*" + alias.getAnchor(), Node.Style.PLAIN, Node.Kind.STRING));
    }

    private void collectMerges(Node value, Span place, List<Node.Mapping> merges) {
        if (value instanceof Node.Mapping mapping) {
            merges.add(mapping);
        } else if (value instanceof Node.Sequence list
                && list.items().stream().allMatch(Node.Mapping.class::isInstance)) {
            list.items().forEach(item -> merges.add((Node.Mapping) item));
        } else if (!events.stopped()) {
            events.add(syntax(
                    atLeastOne(place, place.start()),
                    "<< takes a mapping or a list of mappings, found " + value.what()));
        }
    }

    private Built sequence(SequenceStartEvent event, int start, int depth) {
        List<Node> items = new ArrayList<>();
        List<Span> places = new ArrayList<>();
        long nodes = 1;
        int below = 0;
        int end = start;
        Event next = events.next();
        for (; next != null && !(next instanceof SequenceEndEvent); next = events.next()) {
            Built item = node(next, depth + 1);
            Span place = place(next, item.node);
            end = Math.max(end, place.end());
            items.add(item.node);
            places.add(place);
            nodes += item.nodes;
            below = Math.max(below, item.depth + 1);
        }
        return new Built(new Node.Sequence(new Span(start, end(event, next, end)), items, places), nodes, below);
    }

    /** Where a child is written: an alias's node lies elsewhere. */
    private Span place(Event event, Node node) {
        return event instanceof AliasEvent
                ? new Span(events.offset(event.getStartMark()), events.offset(event.getEndMark()))
                : node.span();
    }

    /** The end of a collection: a bracket ends a flow collection; the last child ends a block collection. */
    private int end(CollectionStartEvent start, Event last, int lastChild) {
        return last != null && start.getFlowStyle() == FlowStyle.FLOW ? events.offset(last.getEndMark()) : lastChild;
    }

    private Node scalar(ScalarEvent event, int start) {
        int end = events.offset(event.getEndMark());
        boolean plain = event.getScalarStyle() == ScalarStyle.PLAIN;
        if (plain && event.getValue().isEmpty()) {
            return new Node.Missing(Span.at(Math.max(start, end)));
        }
        boolean block = event.getScalarStyle() == ScalarStyle.LITERAL || event.getScalarStyle() == ScalarStyle.FOLDED;
        if (block) {
            while (end > start && isSpace(text.content().charAt(end - 1))) {
                end--;
            }
        }
        Span span = new Span(Math.min(start, end), end);
        scalarSpans.add(span);
        Node.Style style = plain ? Node.Style.PLAIN : block ? Node.Style.BLOCK : Node.Style.QUOTED;
        return new Node.Scalar(span, event.getValue(), style, kind(event, plain, span));
    }

    private Node.Kind kind(ScalarEvent event, boolean plain, Span span) {
        Node.Kind implicit = plain ? CoreSchema.kind(event.getValue()) : Node.Kind.STRING;
        if (event.getTag() == null) {
            return implicit;
        }
        return switch (event.getTag()) {
            case "!", TAG_PREFIX + "str" -> Node.Kind.STRING;
            case TAG_PREFIX + "int", TAG_PREFIX + "float", TAG_PREFIX + "bool", TAG_PREFIX + "null" ->
                CoreSchema.kind(event.getValue());
            default -> {
                events.add(syntax(span, "the tag " + event.getTag() + " has no meaning in a recipe"));
                yield implicit;
            }
        };
    }

    private record Properties(Span anchor, int end) {}

    /** Skips the anchor and tag that the library counts as part of a node. */
    private Properties properties(NodeEvent event) {
        String content = text.content();
        int at = events.offset(event.getStartMark());
        if (event.getAnchor() == null && tag(event) == null) {
            return new Properties(null, at);
        }
        int limit = event instanceof ScalarEvent ? events.offset(event.getEndMark()) : content.length();
        Span anchor = null;
        while (at < limit && (content.charAt(at) == '&' || content.charAt(at) == '!')) {
            int end = at;
            while (end < limit && !isSpace(content.charAt(end)) && !isFlowEnd(content, at, end)) {
                end++;
            }
            if (content.charAt(at) == '&') {
                anchor = new Span(at, end);
            }
            at = skipSpace(content, end, limit);
        }
        return new Properties(anchor, at);
    }

    private static boolean isFlowEnd(String content, int start, int at) {
        return ",[]{}".indexOf(content.charAt(at)) >= 0 && content.charAt(start) == '&';
    }

    private static int skipSpace(String content, int from, int limit) {
        int at = from;
        while (at < limit) {
            char c = content.charAt(at);
            if (c == '#') {
                while (at < limit && content.charAt(at) != '\n' && content.charAt(at) != '\r') {
                    at++;
                }
            } else if (isSpace(c)) {
                at++;
            } else {
                break;
            }
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private static String tag(NodeEvent event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> null;
        };
    }

    private Span atLeastOne(Span span, int at) {
        if (span.end() > span.start()) {
            return span;
        }
        boolean behind = at == text.length() || isSpace(text.content().charAt(at));
        return behind && at > 0 ? new Span(at - 1, at) : new Span(at, Math.min(text.length(), at + 1));
    }

    private static Problem syntax(Span span, String message) {
        return new Problem(Problem.Kind.SYNTAX, span, message, Optional.empty());
    }

    private static Problem limit(Span span, String message) {
        return new Problem(Problem.Kind.LIMIT, span, message, Optional.empty());
    }
}
