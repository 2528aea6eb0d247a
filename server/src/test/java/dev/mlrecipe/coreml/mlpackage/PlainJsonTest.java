package dev.mlrecipe.coreml.mlpackage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is plain reads like anything else, and what is not is left alone. */
class PlainJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " {\r\n\t} \n",
                "{\"a\": \"b\"}",
                "{\"a\":{\"b\":{},\"c\":\"\"},\"\":\"~ !\"}",
                "{\n    \"a\" : \"1.0.0\" ,\n    \"b\" : { \"a\" : \"a,b:{c}\" }\n}\n",
                "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":\"8 deep\"}}}}}}}}"
            })
    void plainObjectsAreReadAsACompleteParserDoes(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertEquals(Optional.of(ManifestJson.readAny(bytes)), PlainJson.read(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\"a\"",
                "[]",
                "{",
                "{]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\" \"b\"}",
                "{\"a\":\"b\",}",
                "{,}",
                "{\"a\":\"b\" \"c\":\"d\"}",
                "{\"a\":\"b}",
                "{a:\"b\"}",
                "{\"a\":1}",
                "{\"a\":null}",
                "{\"a\":[\"b\"]}",
                "{\"a\":\"\\u0041\"}",
                "{\"a\":\"\u00e4\"}",
                "{\"a\":\"b\nc\"}",
                "{\"a\":\"b\",\"a\":\"b\"}",
                "{\"a\":{\"b\":1}}",
                "{} {}",
                "{}}",
                "\ufeff{}",
                "{\"a\":\"b\"}\u0000",
                "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":\"9 deep\"}}}}}}}}}"
            })
    void everythingElseIsLeftToACompleteParser(String text) {
        assertEquals(Optional.empty(), PlainJson.read(text.getBytes(StandardCharsets.UTF_8)));
    }
}
