package dev.mlrecipe.coreml.raise;

import java.io.IOException;

/** {@code clip} with {@code alpha >= beta} is an error since CoreML7: it is written as what it computes. */
final class ClipRule implements Rule {
    @Override
    public void apply(Site site) throws Refused, IOException {
        double alpha = bound(site, "alpha");
        double beta = bound(site, "beta");
        if (alpha < beta) {
            return;
        }
        String raised = site.before(
                "maximum",
                site.name() + "_maximum",
                site.outputs().get(0).getType(),
                "x",
                site.reference("x"),
                "y",
                site.reference("alpha"));
        site.setType("minimum");
        site.bind("x", raised);
        site.removeInput("alpha");
        site.renameInput("beta", "y");
        site.changed(Change.Kind.REWRITTEN, "alpha is not smaller than beta: written as maximum and minimum");
    }

    private static double bound(Site site, String input) throws Refused, IOException {
        return site.numbers(input)
                .filter(numbers -> numbers.length == 1)
                .orElseThrow(() -> new Refused("its bound " + input + " is no constant"))[0];
    }
}
