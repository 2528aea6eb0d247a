package dev.mlrecipe.executor.translate;

import java.io.IOException;
import java.util.List;

/** How one type of operation is translated. */
@FunctionalInterface
public interface Rule {

    /**
     * Adds nodes to the site's graph.
     *
     * @return the names of the operation's outputs there, in order
     * @throws Refused if this operation is a case that cannot be run
     */
    List<String> translate(Site site) throws IOException, Refused;

    /** A rule for operations with one output. */
    @FunctionalInterface
    interface Single {
        String translate(Site site) throws IOException, Refused;
    }
}
