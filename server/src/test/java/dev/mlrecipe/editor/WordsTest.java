package dev.mlrecipe.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.engine.StoredBits;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.YamlParser;
import dev.mlrecipe.yaml.YamlWords;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words as YAML, as Markdown, as snippets; forms in words. */
class WordsTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "conv1", "layer4.2/conv3", "with space", "a: b", "a #b", "*", "-", "- a", "null", "True", "no", "1.5", "it's", "\"", "\\",
        "🐈", "a\nb", "a\u2028b", "\uFEFFa", "{a}", "[a", "a,b", "&a", "!a", "%a", "@a", "`a", "?", ": ", "~", "", " "
    })
    void everyWordComesBackFromYaml(String word) {
        for (String written : List.of(
                YamlWords.of(word), YamlWords.quoted(word, '"'), YamlWords.quoted(word, '\''))) {
            Node root = YamlParser.parse(Text.of("{" + written + ": 1}")).root();
            assertEquals(word, ((Node.Mapping) root).entries().getFirst().key().text(), written);
            Node value = ((Node.Mapping) YamlParser.parse(Text.of("key: " + written + "\n")).root()).get("key").orElseThrow();
            assertEquals(word, ((Node.Scalar) value).text());
            assertEquals(Node.Kind.STRING, ((Node.Scalar) value).kind());
        }
    }

    @Test
    void codeHoldsWhateverANameHolds() {
        assertEquals("`conv`", Markdown.code("conv"));
        assertEquals("``a`b``", Markdown.code("a`b"));
        assertEquals("``` ``a`` ```", Markdown.code("``a``"));
        assertEquals("`a?b`", Markdown.code("a\nb"));
        assertEquals("(no name)", Markdown.code("  "));
    }

    @Test
    void plainTextHoldsNoMarkdown() {
        assertEquals("\\[a\\]\\(b\\) \\<i\\> \\*c\\*", Markdown.plain("[a](b) <i> *c*"));
    }

    @Test
    void barsDoNotEndACell() {
        assertEquals("| `a\\|b` | c |\n", Markdown.row(List.of("`a|b`", "c")));
    }

    @Test
    void longNamesAreCut() {
        assertTrue(Names.line("🐈".repeat(1000)).length() <= 201);
    }

    @Test
    void placeholdersAtTheirDefaults() {
        assertEquals("a: 32, b: x, c: ", Snippets.plain("a: ${1|32,16|}, b: ${2:x}, c: $0"));
        assertEquals("$1 }", Snippets.plain(Snippets.escape("$1 }")));
    }

    private static Dense dense(DataType type, long... dims) {
        return new Dense(Tensor.sketch(type, Shape.of(dims)));
    }

    private static String words(Representation form) {
        return FormWords.of(form, StoredBits.of(form));
    }

    private static Tensor scale(long... dims) {
        return Tensor.sketch(DataType.FLOAT16, Shape.of(dims));
    }

    @Test
    void forms() {
        Tensor indices = Tensor.sketch(DataType.UINT4, Shape.of(8, 4));
        Sparse sparse = new Sparse(Tensor.sketch(DataType.UINT1, Shape.of(8, 4)), Tensor.sketch(DataType.FLOAT16, Shape.of(9)));
        assertEquals("float16", words(dense(DataType.FLOAT16, 8, 4)));
        assertEquals("int8", words(new Affine(dense(DataType.INT8, 8, 4), scale(8, 1), Optional.empty())));
        assertEquals("int4 in blocks", words(new Affine(dense(DataType.INT4, 8, 4), scale(8, 2), Optional.empty())));
        assertEquals("int4 in blocks", words(new Affine(dense(DataType.INT4, 8, 4), scale(2, 1), Optional.empty())));
        assertEquals("4-bit table", words(new LookupTable(indices, dense(DataType.FLOAT16, 1, 1, 16, 1), 0)));
        assertEquals("4-bit tables", words(new LookupTable(indices, dense(DataType.FLOAT16, 2, 1, 16, 1), 0)));
        assertEquals(
                "4-bit table of 2-vectors", words(new LookupTable(indices, dense(DataType.FLOAT16, 1, 1, 16, 2), 0)));
        assertEquals("sparse float16", words(sparse));
        assertEquals(
                "sparse 4-bit table",
                words(new SparseLookupTable(
                        sparse.mask(), Tensor.sketch(DataType.UINT4, Shape.of(9)),
                        dense(DataType.FLOAT16, 1, 1, 16, 1), 0)));
        assertEquals(
                "sparse int8",
                words(new SparseAffine(
                        new Sparse(sparse.mask(), Tensor.sketch(DataType.INT8, Shape.of(9))), scale(8, 1),
                        Optional.empty())));
        assertEquals(
                "4-bit table with scales",
                words(new Affine(
                        new LookupTable(indices, dense(DataType.FLOAT16, 1, 1, 16, 1), 0), scale(8, 1),
                        Optional.empty())));
    }
}
