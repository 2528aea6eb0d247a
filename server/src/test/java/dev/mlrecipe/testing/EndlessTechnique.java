package dev.mlrecipe.testing;

import dev.mlrecipe.technique.Need;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Violation;
import dev.mlrecipe.technique.Workbench;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Compresses for ever, unless cancelled. */
public final class EndlessTechnique implements Technique {
    private static final long PAUSE_NANOS = 1_000_000;

    @Override
    public String configType() {
        return "EndlessConfig";
    }

    @Override
    public String summary() {
        return "Never ends.";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public List<Violation> check(Options options) {
        return List.of();
    }

    @Override
    public List<Need> needs(Options options) {
        return List.of();
    }

    @Override
    public Proposal propose(Subject weight, Options options) {
        return new Proposal.Form(weight.current(), Proposal.Basis.EXACT);
    }

    @Override
    public Outcome compress(Subject weight, Options options, Workbench bench) {
        while (true) {
            bench.checkCancelled();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
