package dev.mlrecipe.testing;

import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Workbench;
import java.util.concurrent.locks.LockSupport;

/** Compresses for ever, unless cancelled. */
public final class EndlessTechnique extends FakeTechnique {
    private static final long PAUSE_NANOS = 1_000_000;

    public EndlessTechnique() {
        super("EndlessConfig");
    }

    @Override
    public Outcome compress(Subject weight, Options options, Workbench bench) {
        while (true) {
            bench.checkCancelled();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
