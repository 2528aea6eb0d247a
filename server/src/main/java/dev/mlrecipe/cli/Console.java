package dev.mlrecipe.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.report.FindingText;
import dev.mlrecipe.text.Text;
import java.io.PrintWriter;
import java.util.List;

/**
 * Where a command prints: results to standard output, everything else to standard error.
 *
 * @param out results
 * @param err findings, progress, errors
 * @param terminal whether colours and moving lines are welcome
 * @param quiet whether only errors are
 * @param debug whether stack traces are
 */
record Console(PrintWriter out, PrintWriter err, boolean terminal, boolean quiet, boolean debug) {

    /** A result for people; not printed if quiet. */
    void result(String text) {
        if (!quiet) {
            out.print(text);
            out.flush();
        }
    }

    /** A result for programs; always printed. */
    void result(JsonNode json) {
        out.print(ResultFile.text(json));
        out.flush();
    }

    /** Findings; if quiet only errors. */
    void findings(String file, Text text, List<Finding> findings) {
        for (Finding finding : findings) {
            if (!quiet || finding.severity() == Severity.ERROR) {
                err.print(FindingText.render(file, text, finding, terminal));
            }
        }
        err.flush();
    }

    /** A remark; not printed if quiet. */
    void note(String text) {
        if (!quiet) {
            err.println(text);
            err.flush();
        }
    }

    void error(String text) {
        err.println("error: " + text);
        err.flush();
    }

    /** What went wrong inside a weight; the report says so too. */
    void trace(Throwable failure) {
        if (debug) {
            failure.printStackTrace(err);
            err.flush();
        }
    }
}
