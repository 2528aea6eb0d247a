package dev.mlrecipe.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One coremltools configuration and the call that takes it.
 *
 * @param fileName name of the YAML file
 * @param step 0-based step of the recipe
 * @param pass the function
 * @param joint its argument {@code joint_compression}
 * @param config the tree of the YAML file
 * @param comments lines for its head
 */
record Document(
        String fileName, int step, Pass pass, boolean joint, Map<String, Object> config, List<String> comments) {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .stringQuotingChecker(new OnlyWordsArePlain())
            .build());

    String yaml() {
        StringBuilder text = new StringBuilder();
        comments.forEach(line -> text.append("# ").append(Comment.safe(line)).append('\n'));
        try {
            return text.append(YAML.writeValueAsString(config)).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists and scalars can always be written", e);
        }
    }

    /** YAML 1.1 reads far more keys as numbers, dates and booleans than the later versions. */
    private static final class OnlyWordsArePlain extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1;
        private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

        @Override
        public boolean needToQuoteName(String name) {
            return !WORD.matcher(name).matches() || super.needToQuoteName(name);
        }
    }
}
