package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.LayerTree;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextDocumentIdentifier;

/** {@code mlrecipe/layers}: the layers of a recipe's model and what becomes of them; nothing without a model. */
final class LayersRequest {
    private LayersRequest() {}

    /** The recipe that is asked about. */
    static final class Params {
        TextDocumentIdentifier textDocument = new TextDocumentIdentifier("");
    }

    /**
     * What is answered; {@link LayerTree} says what the parts mean.
     *
     * @param summary the whole model in one line
     * @param groups layers by the rule that decides
     */
    record Answer(String summary, List<Group> groups) {}

    /** @param range the key of the rule; null if there is none */
    record Group(String title, String detail, Range range, List<Layer> layers) {}

    /**
     * One layer. What is not known is null.
     *
     * @param state {@code measured}, {@code planned}, {@code skipped} or {@code left}
     * @param unit {@code neural_engine}, {@code gpu} or {@code cpu}, as predicted
     * @param ms predicted milliseconds
     * @param range the key that decides
     */
    record Layer(
            String name, String state, String detail, String facts, Double ratio, String unit, Double ms, Range range) {}

    static Answer answer(Understanding document) {
        Text text = document.text();
        return LayerTree.of(document.snapshot())
                .map(tree -> new Answer(
                        tree.summary(), tree.groups().stream().map(group -> group(text, group)).toList()))
                .orElse(null);
    }

    private static Group group(Text text, LayerTree.Group group) {
        List<Layer> layers = group.layers().stream().map(layer -> layer(text, layer)).toList();
        return new Group(group.title(), group.detail(), range(text, group.span()), layers);
    }

    private static Layer layer(Text text, LayerTree.Layer layer) {
        return new Layer(
                layer.name(),
                layer.state().word(),
                layer.detail(),
                layer.facts(),
                number(layer.ratio()),
                layer.unit().orElse(null),
                number(layer.ms()),
                range(text, layer.span()));
    }

    private static Range range(Text text, Optional<Span> span) {
        return span.map(known -> Protocol.range(text, known)).orElse(null);
    }

    private static Double number(OptionalDouble number) {
        return number.isPresent() && Double.isFinite(number.getAsDouble()) ? number.getAsDouble() : null;
    }
}
