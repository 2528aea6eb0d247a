package dev.mlrecipe.coreml.raise;

import java.io.IOException;

/** Writes an operation of one type as the next opset has it. */
interface Rule {
    /**
     * Changes the operation of a site, or leaves it as it is.
     *
     * @throws Refused if that is not possible with the same meaning; the program is then not raised
     */
    void apply(Site site) throws Refused, IOException;
}
