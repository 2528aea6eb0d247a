package dev.mlrecipe.engine;

import java.io.IOException;
import java.nio.file.Path;

/** An output that cannot be put in place. The former output, if there was one, is as it was. */
public final class OutputException extends IOException {
    private static final long serialVersionUID = 1;

    /** Why an output cannot be put in place. */
    public enum Reason {
        /** Something that is not a Core ML model stands there. */
        CONFLICT,
        /** Another run writes it. */
        BUSY,
        /** The file system refuses. */
        FAILED
    }

    private final Reason reason;

    OutputException(Reason reason, Path output, String problem) {
        super(output + ": " + problem);
        this.reason = reason;
    }

    OutputException(Path output, String problem, IOException cause) {
        super(output + ": " + problem + ": " + FileProblems.describe(cause), cause);
        this.reason = Reason.FAILED;
    }

    public Reason reason() {
        return reason;
    }
}
