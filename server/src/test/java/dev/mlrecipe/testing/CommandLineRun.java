package dev.mlrecipe.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * What a command printed, and its exit code.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
public record CommandLineRun(int code, String out, String err) {

    /** Standard output as JSON. */
    public JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out);
    }
}
