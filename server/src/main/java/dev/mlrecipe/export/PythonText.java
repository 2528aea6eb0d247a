package dev.mlrecipe.export;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Optional;

/** A Python script that is being written. What comes from recipes and models cannot break out of its place. */
final class PythonText {
    private final StringBuilder text = new StringBuilder();

    /** Text of our own, as it is. */
    PythonText append(String own) {
        text.append(own);
        return this;
    }

    /** A line that may hold names of others: as {@link #literal}, or in a comment. */
    void line(String line) {
        text.append(Comment.safe(line)).append('\n');
    }

    /** What runs the function {@code compress} with the two paths of the command line. */
    void main(String description, ExportSource source) {
        append(
                """


                if __name__ == "__main__":
                    parser = argparse.ArgumentParser(description="%s")
                """
                        .formatted(description));
        argument("model", "the model to compress", source.model());
        argument("output", "where the result goes", source.output());
        append(
                """
                    arguments = parser.parse_args()
                    compress(arguments.model, arguments.output)
                """);
    }

    private void argument(String name, String help, Optional<String> path) {
        String usual = path.map(p -> ", nargs=\"?\", default=HERE / " + literal(p)).orElse("");
        String what = path.isPresent() ? help + " (default: the recipe's)" : help;
        line("    parser.add_argument(" + literal(name) + usual + ", help=" + literal(what) + ")");
    }

    /** JSON's strings are Python's, as long as other characters than quotes, backslashes and controls stay plain. */
    static String literal(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
