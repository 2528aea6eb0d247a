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
import java.io.IOException;
import java.util.List;

/** A technique without options that would keep every weight's form; what a test needs of it, it overrides. */
public abstract class FakeTechnique implements Technique {
    private final String configType;

    protected FakeTechnique(String configType) {
        this.configType = configType;
    }

    @Override
    public String configType() {
        return configType;
    }

    @Override
    public String summary() {
        return "A fake.";
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
    public Outcome compress(Subject weight, Options options, Workbench bench) throws IOException {
        throw new UnsupportedOperationException("plans only");
    }
}
