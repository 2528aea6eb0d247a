package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One weight on its way through the steps. */
final class WeightPlan {
    final Weight weight;
    private final List<Decision.Action> actions = new ArrayList<>();
    private Representation form;
    private Proposal.Basis basis = Proposal.Basis.EXACT;
    private Optional<Decision.Skip> skip = Optional.empty();
    private Optional<Decision.Leave> leave = Optional.empty();
    private int lastStep;

    WeightPlan(Weight weight) {
        this.weight = weight;
        this.form = weight.stored();
    }

    boolean isCompressed() {
        return !(form instanceof Dense || form instanceof Cast);
    }

    String howCompressed(Encoding encoding) {
        return actions.isEmpty()
                ? "the model already stores it as " + encoding.formName(form)
                : "step " + (lastStep + 1) + " already makes it " + encoding.formName(form);
    }

    /** Notes that a step leaves the weight alone; a rule that says so is worth more than no rule at all. */
    void leave(Optional<Rule> rule, String reason) {
        if (leave.isEmpty() || leave.get().rule().isEmpty() && rule.isPresent()) {
            leave = Optional.of(new Decision.Leave(rule, reason));
        }
    }

    /** Notes that a step cannot be done; the first one is kept. */
    void skip(Rule rule, String reason) {
        if (skip.isEmpty()) {
            skip = Optional.of(new Decision.Skip(rule, reason));
        }
    }

    /** Adds what the rule asks for; if that cannot be done, the weight stays as it is and the answer says why. */
    Optional<Proposal.Declined> propose(Rule rule, Step step, boolean namedConst, Encoding encoding, Opset opset) {
        Config config = rule.config().orElseThrow();
        Consumer consumer = weight.consumers().get(0);
        Subject subject = new Subject(
                weight.name(), consumer.opType(), consumer.input(), weight.axes(), form, opset, step.joint(), namedConst,
                encoding.kind());
        switch (ask(config, subject)) {
            case Proposal.Declined declined -> {
                return Optional.of(declined);
            }
            case Proposal.Form proposed -> {
                Optional<String> illegal =
                        encoding.illegal(proposed.form()).or(() -> growth(proposed, encoding));
                if (illegal.isPresent()) {
                    return illegal.map(Proposal.Declined::new);
                }
                actions.add(new Decision.Action(rule, config, step.joint(), namedConst));
                form = proposed.form();
                basis = basis.compareTo(proposed.basis()) >= 0 ? basis : proposed.basis();
                lastStep = step.number();
                return Optional.empty();
            }
        }
    }

    /** Small vectors of neural networks would grow by their scales or table. */
    private Optional<String> growth(Proposal.Form proposed, Encoding encoding) {
        return encoding.kind() == ModelKind.NEURAL_NETWORK && proposed.basis() != Proposal.Basis.UNKNOWN
                ? Growth.reason(encoding, weight.stored(), proposed.form())
                : Optional.empty();
    }

    /** What the weight is going to be; empty if it stays as it is. */
    Optional<Representation> planned() {
        return actions.isEmpty() ? Optional.empty() : Optional.of(form);
    }

    /** Lets the weight stay as it is after all; the rules that had asked for something else. */
    List<Rule> revoke(String reason) {
        List<Rule> rules = actions.stream().map(Decision.Action::rule).distinct().toList();
        actions.clear();
        form = weight.stored();
        skip = Optional.of(new Decision.Skip(rules.get(rules.size() - 1), reason));
        return rules;
    }

    private static Proposal ask(Config config, Subject subject) {
        try {
            return config.technique().propose(subject, config.options());
        } catch (RuntimeException defect) {
            // A defect of one technique, which may be a user's plugin, must not take the plan of all weights with it.
            return new Proposal.Declined(config.technique().configType() + " failed: " + defect);
        }
    }

    Decision decision() {
        if (!actions.isEmpty()) {
            return new Decision.Compress(actions, form, basis, skip);
        }
        if (skip.isPresent()) {
            return skip.get();
        }
        return leave.orElseGet(() -> new Decision.Leave(Optional.empty(), "no rule names it"));
    }
}
