package dev.mlrecipe.analysis;

import dev.mlrecipe.finding.Finding;
import java.util.List;

/** One thing to look for. Pure, quick, and independent of all other checks. */
interface Check {
    List<Finding> findings(Situation situation);
}
