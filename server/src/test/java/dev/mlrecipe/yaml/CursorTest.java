package dev.mlrecipe.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Cursor.Place;
import org.junit.jupiter.api.Test;

/** Documents with the cursor as {@code ▮} in them; what is there is written as in {@link #show}. */
class CursorTest {
    private static void check(String expected, String marked) {
        int offset = marked.indexOf('▮');
        String content = marked.substring(0, offset) + marked.substring(offset + 1);
        for (String text : new String[] {content, content.replace("\n", "\r\n")}) {
            int at = text.equals(content) ? offset : offset + (int) marked.substring(0, offset).chars().filter(c -> c == '\n').count();
            Text document = Text.of(text);
            Cursor cursor = Cursor.at(document, YamlParser.parse(document), at);
            assertEquals(expected, show(document, cursor, at), marked);
        }
    }

    /**
     * {@code place path «word» indent}, with {@code ▮} in the word at the cursor; {@code new key} begins a mapping,
     * {@code +} says that the key is there, {@code -} that an item's dash is not.
     */
    private static String show(Text text, Cursor cursor, int offset) {
        String place = switch (cursor.place()) {
            case Place.Key key -> (key.mapping().isEmpty() ? "new key" : "key") + (key.entry().isPresent() ? "+" : "");
            case Place.Value value -> "value";
            case Place.Item item -> "item" + (item.dashed() ? "" : "-");
            case Place.Comment comment -> "comment";
            case Place.Nowhere nowhere -> "nowhere";
        };
        if (place.equals("comment") || place.equals("nowhere")) {
            return place;
        }
        String before = text.slice(new Span(cursor.word().start(), offset));
        String after = text.slice(new Span(offset, cursor.word().end()));
        assertEquals(before.startsWith("\"") || before.startsWith("'") ? before.substring(1) : before, cursor.prefix());
        String path = cursor.pathText();
        String word = (before + "▮" + after).replace("\r\n", "\n");
        return place + (path.isEmpty() ? "" : " " + path) + " «" + word + "» " + (cursor.flow() ? "flow" : cursor.indent());
    }

    @Test
    void keys() {
        check("key+ «▮model» 2", "▮model: x\ntarget: y");
        check("key+ «mo▮del» 2", "mo▮del: x\ntarget: y");
        check("key+ «target▮» 2", "model: x\ntarget▮: y");
        check("key+ a.b «▮c» 12", "a:\n    b:\n        ▮c: 1");
        check("key+ a[1] «▮c» 4", "a:\n- 1\n- ▮c: 1");
        check("key+ a[1] «d▮» 6", "a:\n  - 1\n  - c: 1\n    d▮: 2");
        check("key+ a «'b▮ c'» 4", "a:\n  'b▮ c': 1");
        check("key+ a «\"🐈▮\"» 4", "a:\n  \"🐈▮\": 1");
        check("key+ «▮model» 2", "\uFEFF▮model: x");
    }

    @Test
    void values() {
        check("value model «▮x» 2", "model: ▮x\ntarget: y");
        check("value model «x▮» 2", "model: x▮\ntarget: y");
        check("value target «'y▮'» 2", "model: x\ntarget: 'y▮' # c");
        check("value a.b «▮» 4", "a:\n  b: ▮");
        check("value a.b «▮» 4", "a:\n  b: ▮\n  c: 1");
        check("value a.b «▮» 4", "a:\n  b:▮\n  c: 1");
        check("value a.b «▮» 4", "a:\n  b:   ▮  # comment\n  c: 1");
        check("value a «▮» 2", "a: ▮\n  c: 1");
        check("value device «iPhone 15▮» 2", "device: iPhone 15▮");
        check("value device «iPhone 15 ▮» 2", "device: iPhone 15 ▮");
        check("value device «iPhone 15 ▮» 2", "device: iPhone 15 ▮\nb: 1");
        check("nowhere", "a: 'x' ▮");
        check("nowhere", "a: {b: 1} ▮");
        check("nowhere", "a: {b: 1}▮");
    }

    @Test
    void aliasesAndMerges() {
        check("value b «*x▮» 2", "a: &x {c: 1}\nb: *x▮");
        check("value b «▮*x» 2", "a: &x {c: 1}\nb: ▮*x\nc: d");
        check("value b «*nope▮» 2", "b: *nope▮\nc: d");
        check("value b.<< «*x▮» 4", "a: &x {c: 1}\nb:\n  <<: *x▮\n  d: 1");
        check("value b.<< «*x▮» flow", "a: &x {c: 1}\nb: {<<: *x▮, d: 1}");
        check("item b[1] «*x▮» flow", "a: &x {c: 1}\nb: [*x, *x▮]");
        check("item b[1] «*x▮» 4", "a: &x {c: 1}\nb:\n  - *x\n  - *x▮");
        check("key+ b «d▮» 4", "a: &x {c: 1}\nb:\n  <<: *x\n  d▮: 1");
        check("value b «▮» 2", "a: &x {c: 1}\nb: ▮\nc: *x");
    }

    @Test
    void repeatedKeysAreThereToo() {
        check("value a.b «▮» 4", "a:\n  b: 1\n  b: ▮\n");
        check("value a.b «2▮» 4", "a:\n  b: 1\n  b: 2▮\n");
    }

    @Test
    void items() {
        check("item a[0] «▮x» 2", "a:\n- ▮x\n- y");
        check("item a[1] «y▮» 2", "a:\n- x\n- y▮");
        check("item a[1] «▮» 4", "a:\n  - x\n  - ▮\n");
        check("item a[1] «▮» 4", "a:\n  - x\n  -▮\n  - z");
        check("item a[0] «con▮» 4", "a:\n  - con▮");
        check("item- a[2] «▮» 4", "a:\n  - x\n  - y\n  ▮\n");
        check("item- a[1] «▮» 4", "a:\n  - x\n  ▮\n  - y\n");
        check("item a[0][1] «y▮» 4", "a:\n- - x\n  - y▮");
    }

    @Test
    void emptyLinesBelongToTheMappingInTheirColumn() {
        check("new key «▮» 2", "▮");
        check("new key «▮» 2", "# comment\n▮");
        check("key «▮» 2", "a: 1\n▮");
        check("key «▮» 2", "▮\na: 1\n");
        check("key «▮» 2", "a:\n  b: 1\n▮\nc: 1");
        check("key a «▮» 4", "a:\n  b: 1\n  ▮\nc: 1");
        check("key a «▮» 4", "a:\n  ▮\n  b: 1\nc: 1");
        check("key a «▮» 4", "a:\n  b: 1\n\n\n  ▮\n\n  d: 3\nc: 1");
        check("key a[0] «▮» 6", "a:\n  - b: 1\n    ▮\n  - c: 2");
        check("key «▮» 2", "a:\n- b: 1\n▮");
        check("key a[1].c «▮» 6", "a:\n- b: 1\n- c:\n    d: {x: 1}\n    ▮");
        check("nowhere", "a: 1\n  ▮");
        check("nowhere", "a:\n    b: 1\n  ▮");
        check("nowhere", "a:\n  b: 1\n    ▮");
        check("nowhere", "a: {b: 1}\n  ▮\n");
        check("nowhere", "a: *x\n  ▮\n");
        check("nowhere", "a: |\n  x\n ▮\n");
        check("key «▮» 2", "a: |\n  x\n▮\n");
    }

    @Test
    void emptyLinesBelowAnEmptyValueBeginAMapping() {
        check("new key a «▮» 4", "a:\n  ▮");
        check("new key a «▮» 4", "a:\n  ▮\nb: 1");
        check("new key a «▮» 8", "a:\n      ▮\nb: 1");
        check("new key a[0].b «▮» 8", "a:\n  - b:\n      ▮\n    c: 1");
        check("key a[0] «▮» 6", "a:\n  - b:\n    ▮\n    c: 1");
        check("new key a[0] «▮» 6", "a:\n  -\n    ▮\n  - c: 1");
        check("new key a «no▮» 4", "a:\n  no▮\nb: 1");
        check("new key a «▮» 4", "a:\n  no\n  ▮\nb: 1");
        check("new key a[0].b «n▮» 8", "a:\n  - b:\n      n▮\n");
        check("new key «mo▮» 2", "mo▮");
    }

    @Test
    void flowMappings() {
        check("key a «▮» flow", "a: {▮}");
        check("key+ a «nb▮» flow", "a: {nb▮}");
        check("key+ a «n▮b» flow", "a: {n▮b: 4}");
        check("key a «▮» flow", "a: {b: 4, ▮}");
        check("key a «▮» flow", "a: {b: 4,▮}");
        check("key+ a «▮c» flow", "a: {b: 4, ▮c: d}");
        check("value a.b «▮» flow", "a: {b: ▮}");
        check("value a.b «▮» flow", "a: {b: ▮, c: d}");
        check("value a.b «4▮» flow", "a: {b: 4▮, c: d}");
        check("value a.c «'d▮'» flow", "a: {b: 4, c: 'd▮'}");
        check("key+ a.b «c▮» flow", "a: {b: {c▮}}");
        check("key a.b «▮» flow", "a: {b: {c: 1, ▮}, d: 1}");
        check("key a «▮» flow", "a: {b: {c: 1}, ▮}");
        check("nowhere", "a: {b: {c: 1}▮}");
        check("nowhere", "a: {b: 'x' ▮}");
        check("key+ a «iPhone 15 ▮» flow", "a: {iPhone 15 ▮}");
        check("value a.b «12 ▮» flow", "a: {b: 12 ▮}");
        check("key a «▮» flow", "a: {\n  b: 1, # x, y\n  ▮\n}");
        check("value a «▮» 2", "a: ▮{b: 1}");
        check("key «▮» flow", "{a: 1, ▮}");
    }

    @Test
    void flowLists() {
        check("item a[0] «▮» flow", "a: [▮]");
        check("item a[0] «x▮» flow", "a: [x▮]");
        check("item a[1] «▮» flow", "a: [x, ▮]");
        check("item a[1] «▮y» flow", "a: [x, ▮y, z]");
        check("item a[0] «iPhone ▮» flow", "a: [iPhone ▮]");
        check("key+ a[1] «b▮» flow", "a: [x, {b▮: 1}]");
        check("key a[1] «▮» flow", "a: [x, {b: 1, ▮}]");
        check("nowhere", "a: [x, y]▮");
    }

    @Test
    void commentsMarkersAndScalarsOverLines() {
        check("comment", "a: 1 # co▮mment");
        check("comment", "# comment▮\na: 1");
        check("value a «▮» 2", "a: ▮# comment");
        check("value a «1▮» 2", "a: 1▮ # comment");
        check("nowhere", "---▮\na: 1");
        check("nowhere", "%YAML 1.2▮\n---\na: 1");
        check("value a «|\n  one\n  t▮wo» 2", "a: |\n  one\n  t▮wo\nb: 1");
        check("nowhere", "a: 4\n    gr▮\nb: 1");
        check("nowhere", "a:\n  b: 4\n      gr▮");
        check("nowhere", " ▮ a: 1");
    }

    @Test
    void halfTypedKeys() {
        check("key+ «tar▮» 2", "model: x\ntar▮\nconfig_type: y");
        check("key+ «tar▮» 2", "model: x\ntar▮");
        check("key+ a «nb▮» 4", "a:\n  mode: x\n  nb▮\nc: 1");
        check("key+ a «nb▮» 4", "a:\n  nb▮\n  mode: x\nc: 1");
        check("key+ a[0] «glo▮» 6", "a:\n  - config_type: X\n    glo▮\n  - config_type: Y");
        check("key+ a[1] «con▮» 6", "a:\n  - config_type: X\n  - con▮\n    global_config: {}");
        check("item a[1] «con▮» 4", "a:\n  - config_type: X\n  - con▮\nb: 1");
        check("key+ «glob▮» 2", "glob▮\n  mode: kmeans\nb: 1");
        check("key+ a «\"re:lay▮» 4", "a:\n  \"re:lay▮\n  \"fc\": 1\nc: 2");
        check("key+ a «'fc▮» 4", "a:\n  x: 1\n  'fc▮");
        check("new key a «'fc▮» 4", "a:\n  'fc▮");
        check("key+ a «fc▮» 4", "a:\n  x: 1\n  fc▮ # comment\n  d: 3");
        check("key+ a «one▮» 4", "a:\n  one▮\n  two\n  three: 1");
        check("new key a «two▮» 4", "a:\n  one\n  two▮\nb: 1");
        check("nowhere", "a: {b: 1}\n  c▮\nd: 1");
        check("nowhere", "a:\n  - b: 1\n  c▮\nd: 1");
        check("key+ a[0] «n▮» 4", "a:\n- b:\n  n▮\n  c: 1");
        check("key+ max «iPhone 15▮» 4", "max:\n  iPhone 14: 1\n  iPhone 15▮\n");
        check("key+ max «iPhone 15 ▮» 4", "max:\n  iPhone 14: 1\n  iPhone 15 ▮\n");
    }

    @Test
    void halfTypedValues() {
        check("value a «▮» 2", "a: ▮\nb: 1");
        check("value a «\"x▮» 2", "a: \"x▮\nb: \"y\"");
        check("value a «\"▮» 2", "a: \"▮\nb: \"y\"");
        check("value a «'▮» 2", "a: '▮");
        check("value a «@x▮» 2", "a: @x▮\nb: 1");
        check("value a «*▮» 2", "a: *▮\nb: 1");
        check("value a «b: c▮» 2", "a: b: c▮\nd: 1");
        check("value a «x▮» 2", "a: x▮\n  b: 1\n  c: 2\nd: 1");
        check("value a «▮» 2", "a:▮\n  b: 1\n");
        check("value a.b «12▮» 4", "a:\n  b: 12▮\n c: 1");
    }

    @Test
    void halfTypedFlow() {
        check("key a «▮» flow", "a: {▮");
        check("key a «▮» flow", "a: {▮\nb: 1");
        check("key+ a «mo▮» flow", "a: {mo▮\nb: 1");
        check("value a.mode «▮» flow", "a: {mode:▮\nb: 1");
        check("value a.mode «▮» flow", "a: {mode: ▮\nb: 1");
        check("value a.mode «km▮» flow", "a: {mode: km▮\nb: 1");
        check("key a «▮» flow", "a: {mode: kmeans, ▮\nb: 1");
        check("key a «▮» flow", "a: {mode: kmeans,▮\nb: 1");
        check("key+ a «nb▮» flow", "a: {mode: kmeans, nb▮\nb: 1");
        check("key+ a «nb▮» flow", "a: {mode: kmeans, nb▮, group_size: 4}\nb: 1");
        check("key a «▮» flow", "a: {mode: kmeans, ▮, group_size: 4}\nb: 1");
        check("key+ a «nb▮» flow", "a: {mode: 'x' nb▮}\nb: 1");
        check("value a.b «\"in▮» flow", "a: {b: \"in▮\nc: \"y\"");
        check("value a.b «\"in▮» flow", "a: {b: \"in▮, c: 1}\nd: 1");
        check("item a[0] «▮» flow", "a: [▮\nb: 1");
        check("item a[0] «iO▮» flow", "a: [iO▮\nb: 1");
        check("item a[1] «▮» flow", "a: [iOS18, ▮\nb: 1");
        check("item a[1] «▮» flow", "a: [iOS18,▮\nb: 1");
        check("item a[1] «▮» flow", "a: [x, ▮, z]");
        check("item a[1] «mac▮» flow", "a: [iOS18, mac▮\nb: 1");
        check("item a[1] «'mac▮» flow", "a: [iOS18, 'mac▮\nb: 1");
        check("item a[1] «iPhone 15▮» flow", "a: [iPhone 14, iPhone 15▮\nb: 1");
        check("item a[1] «▮» flow", "a: [\n  iOS18,\n  ▮\nb: 1");
        check("item a[1] «ma▮» flow", "a: [\n  iOS18,\n  ma▮\nb: 1");
        check("value a.b «*▮» flow", "a: {b: *▮}");
        check("key+ a.b «c▮» flow", "a: {b: {c▮\nd: 1");
        check("key a.b «▮» flow", "a: {b: {c: 1, ▮\nd: 1");
        check("key a «▮» flow", "a: {b: {c: 1}, ▮\nd: 1");
        check("key+ a.fc «nb▮» flow", "a:\n  fc: {nb▮\n  head: {nbits: 4}\n");
    }
}
