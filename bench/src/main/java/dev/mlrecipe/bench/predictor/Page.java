package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.predict.Constants;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The page that says how good predictions are. */
final class Page {
    private final int published;
    private final List<Excluded> excluded;
    private final List<Outcome> outcomes;
    private final Fits fits;
    private final StringBuilder out = new StringBuilder();

    Page(int published, List<Excluded> excluded, List<Outcome> outcomes, Fits fits) {
        this.published = published;
        this.excluded = excluded;
        this.outcomes = outcomes;
        this.fits = fits;
    }

    String text() {
        line("# How good predictions are");
        line("");
        line("Written by `bench/predictor`; change that, not this page. Latencies in milliseconds. Every figure about a"
                + " model that constants were fitted to comes from a fit without that model.");
        line("");
        model();
        summary();
        misses();
        constants();
        rows();
        exclusions();
        return out.toString();
    }

    private void model() {
        line("## The model");
        line("");
        line("Operations are placed by the rules of `schema/placement.yaml`: what a unit has, hard limits, then whichever"
                + " way to lay out the whole program is quickest; runs of operations that are shorter than a change of"
                + " units join their neighbours. Rules that sources state and that are left out stand there too, with the"
                + " reason. Elementwise operations run as part of what they follow. What is left takes the root of the"
                + " squares of three times, since they overlap, but not perfectly: multiply-adds over the rate of its unit;"
                + " values read and written"
                + " over the bandwidth inside the Neural Engine, or over that of memory for values larger than its working"
                + " set; weights moved inside, and tables changed. Weights come from memory while earlier operations run, as"
                + " far ahead as the system cache has room; weights that fit that cache stay there between runs. A program"
                + " takes one dispatch on top.");
        line("");
        line("A weight counts as stored where its unit reads that form as it is (`streams` in `schema/devices.yaml`), and"
                + " as float16 where the system expands it at load, as all of iOS 16 does. 8-bit values move half the"
                + " bytes, and multiply faster if the weights are 8-bit too. The Neural Engine skips a share of the"
                + " multiplications by zeros that stand together, so little at 50 % sparsity and more from 75 % on."
                + " Resident weight memory follows the same rule. A prediction is a range: a factor that depends on how far"
                + " the figures behind it can be trusted.");
        line("");
        line("Not predicted: power, since nobody publishes figures to hold a prediction against; the time to load a model;"
                + " throttling and other programs. The unit that Apple's devices really chose is not published either: rows"
                + " measured with all units are taken as Neural Engine rows.");
        line("");
    }

    private void summary() {
        List<Outcome> phone = outcomes.stream().filter(Outcome::leftOut).toList();
        List<Outcome> pairs = phone.stream().filter(Outcome::compared).toList();
        List<Outcome> held = outcomes.stream().filter(o -> !o.leftOut()).toList();
        line("## How far off");
        line("");
        line("Tables with absolute latencies on iPhone (" + phone.size() + " rows, " + byModel(phone).size()
                + " models), each model left out of the fit in turn (all sizes of MobileOne together):");
        line("");
        line("| | wanted | reached |");
        line("|---|---|---|");
        line("| mean absolute error of latency | <= 25 % | " + percent(mean(phone, Outcome::error)) + " |");
        line("| median absolute error of speed-up (" + pairs.size() + " pairs) | <= 10 % | "
                + percent(median(pairs, o -> o.speedupError(o.speedup()))) + " |");
        line("| direction of changes beyond 5 % | >= 90 % | " + direction(pairs, Outcome::speedup) + " |");
        line("| order of two rows of one table that differ by more than 5 % | | " + order(phone) + " |");
        line("");
        line("The same pairs by predictors that know next to nothing. `latency` is the mean error of the latency that the"
                + " published one of the float16 model and the predicted speed-up give, `of three` how often slower,"
                + " unchanged within 5 % or faster is right, over all pairs:");
        line("");
        line("| predictor | speed-up, median | speed-up, mean | latency | direction | of three |");
        line("|---|---|---|---|---|---|");
        predictor("this one", pairs, Outcome::speedup);
        predictor("nothing changes", pairs, o -> 1);
        predictor("all bytes over the memory bandwidth", pairs,
                o -> o.pair().orElseThrow().baseline().roofline() / o.one().roofline());
        predictor("bytes of weights", pairs,
                o -> o.pair().orElseThrow().baseline().weightBytes() / o.one().weightBytes());
        line("");
        line("All published changes beyond 5 % but one are for the better, so that whoever says \"fewer bytes, faster\" has"
                + " " + direction(pairs, o -> 2) + " of their directions right; none of the predictors foresees the"
                + " exception, R030. Latencies without a published one to start from: all bytes over the memory bandwidth are "
                + percent(mean(phone, o -> Math.abs(o.one().roofline() / o.one().row().ms() - 1)))
                + " off in the mean, this predictor " + percent(mean(phone, Outcome::error)) + ".");
        line("");
        line("Per model left out:");
        line("");
        line("| model | rows | mean absolute error of latency | median error of speed-up |");
        line("|---|---|---|---|");
        byModel(phone).forEach((model, rows) -> line("| " + model + " | " + rows.size() + " | "
                + percent(mean(rows, Outcome::error)) + " | "
                + percent(median(rows.stream().filter(Outcome::compared).toList(), o -> o.speedupError(o.speedup())))
                + " |"));
        line("");
        line("Rows of other tables, no model left out (of Llama, only the rows with 128 tokens of context are fitted to; of"
                + " OPT, whose authors say that its latencies are for comparison only, two constants to the three rows whose"
                + " time is one thing: float16 weights, or changing tables):");
        line("");
        line("| model | rows | mean absolute error of latency | median error of speed-up | direction |");
        line("|---|---|---|---|---|");
        byModel(held).forEach((model, rows) -> {
            List<Outcome> compared = rows.stream().filter(Outcome::compared).toList();
            line("| " + model + " | " + rows.size() + " | " + percent(mean(rows, Outcome::error)) + " | "
                    + percent(median(compared, o -> o.speedupError(o.speedup()))) + " | "
                    + direction(compared, Outcome::speedup) + " |");
        });
        line("");
        double[] factors = phone.stream()
                .mapToDouble(o -> Math.max(o.predicted() / o.one().row().ms(), o.one().row().ms() / o.predicted()))
                .sorted()
                .toArray();
        line("Nine of ten left-out rows lie within a factor of "
                + two(factors[(int) Math.ceil(0.9 * factors.length) - 1]) + " of their prediction.");
        line("");
    }

    private void misses() {
        line("## Where it misses");
        line("");
        line("* 8-bit weights with float16 values made ResNet50 slower on iPhone 15 Pro under iOS 17 (R030) and hardly"
                + " faster on iPhone 14 Pro (R029), while tables of 8 bits helped: expanding scaled integers seems to cost"
                + " something that nothing else published tells the size of.");
        line("* One model on one phone differs between two of Apple's tables by 18 % (R028, R092: iOS 17, iOS 18), and 8-bit"
                + " weights and values by 39 % (R032, R105). The rule that float16 weights stream slower from iOS 18 on"
                + " (`plain_share`) explains the first, nothing the second.");
        line("* OPT-1.3B gains up to 6.2 times with weights of a quarter of the bytes, which no bandwidth explains: float16"
                + " streams at 28 GB/s, 4-bit tables at 41 GB/s and more, on the Neural Engine, and its matrix products reach"
                + " at least 10.5 TFLOP/s, 60 % of the ceiling, where convolutional networks reach less than half. The"
                + " predictor takes the slower rate for both.");
        line("* The smallest MobileOne takes twice what is predicted: something fixed per run that rows of other tables do not"
                + " have. Its authors measured with an app of theirs.");
        line("* MobileCLIP's image encoders take longer than predicted; how they are laid out for the Neural Engine is not"
                + " published.");
        line("* Nothing is published for GPUs but one Llama, for CPUs nothing, and nothing for chips after A17 Pro: ranges are"
                + " wider there, by assumption.");
        line("");
    }

    private void predictor(String name, List<Outcome> pairs, ToDoubleFunction<Outcome> speedup) {
        long three = pairs.stream().filter(o -> o.rightOfThree(speedup.applyAsDouble(o))).count();
        line("| " + name + " | " + percent(median(pairs, o -> o.speedupError(speedup.applyAsDouble(o)))) + " | "
                + percent(mean(pairs, o -> o.speedupError(speedup.applyAsDouble(o)))) + " | "
                + percent(mean(pairs, o -> o.latencyError(speedup.applyAsDouble(o)))) + " | "
                + direction(pairs, speedup) + " | " + three + " of " + pairs.size() + " |");
    }

    private void constants() {
        line("## Fitted constants");
        line("");
        line("What they mean stands in `schema/predictor.yaml`. `spread` is how far the fits without one model are apart.");
        line("");
        line("| constant | fitted | spread | without any row | from |");
        line("|---|---|---|---|---|");
        Fit.FREE.forEach((name, free) -> {
            double[] values = fits.without().values().stream()
                    .mapToDouble(p -> p.all().get(name).is())
                    .sorted()
                    .toArray();
            line("| " + name + " | " + plain(fits.all().all().get(name).is()) + " | " + plain(values[0]) + " to "
                    + plain(values[values.length - 1]) + " | " + plain(free.prior()) + " | " + free.source() + " |");
        });
        line("");
    }

    private void rows() {
        line("## All rows");
        line("");
        line("`x` are speed-ups over the float16 row of the same table. **Bold**: the direction is wrong, the speed-up is"
                + " off by more than 25 %, or a latency without one is off by more than 50 %.");
        line("");
        line("| row | model | weights | device | published | predicted | published x | predicted x |");
        line("|---|---|---|---|---|---|---|---|");
        for (Outcome o : outcomes) {
            Published row = o.one().row();
            boolean miss = o.compared()
                    ? o.noticeable() && !o.rightDirection(o.speedup()) || o.speedupError(o.speedup()) > 0.25
                    : o.error() > 0.5;
            String mark = miss ? "**" : "";
            line("| " + String.join(" | ", List.of(
                            mark + row.id() + mark,
                            row.model(),
                            row.get("config"),
                            row.get("device").equals("Mac") ? row.get("chip") : row.get("device"),
                            two(row.ms()),
                            two(o.predicted()),
                            o.compared() ? two(o.published()) : "",
                            o.compared() ? two(o.speedup()) : ""))
                    + " |");
        }
        line("");
    }

    private void exclusions() {
        line("## Rows that are not used");
        line("");
        line(outcomes.size() + " of " + published + " published rows are held against a prediction. The others:");
        line("");
        line("| reason | rows |");
        line("|---|---|");
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        excluded.forEach(row -> byReason.computeIfAbsent(row.reason(), reason -> new ArrayList<>()).add(row.id()));
        byReason.forEach((reason, ids) -> line("| " + reason + " | " + String.join(" ", ids) + " |"));
    }

    private static Map<String, List<Outcome>> byModel(List<Outcome> outcomes) {
        return outcomes.stream()
                .collect(Collectors.groupingBy(o -> o.one().row().model(), LinkedHashMap::new, Collectors.toList()));
    }

    private static String direction(List<Outcome> pairs, ToDoubleFunction<Outcome> speedup) {
        List<Outcome> noticeable = pairs.stream().filter(Outcome::noticeable).toList();
        long right = noticeable.stream().filter(o -> o.rightDirection(speedup.applyAsDouble(o))).count();
        return noticeable.isEmpty()
                ? ""
                : right + " of " + noticeable.size() + " (" + percent((double) right / noticeable.size()) + ")";
    }

    private static String order(List<Outcome> outcomes) {
        int right = 0;
        int all = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            for (int j = 0; j < i; j++) {
                Published a = outcomes.get(i).one().row();
                Published b = outcomes.get(j).one().row();
                if (a.sameTable(b) && Math.abs(a.ms() / b.ms() - 1) > Outcome.NOTICEABLE) {
                    all++;
                    right += (a.ms() - b.ms()) * (outcomes.get(i).predicted() - outcomes.get(j).predicted()) > 0 ? 1 : 0;
                }
            }
        }
        return right + " of " + all + " (" + percent((double) right / all) + ")";
    }

    private static double mean(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
        return outcomes.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    private static double median(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
        double[] values = outcomes.stream().mapToDouble(value).sorted().toArray();
        int middle = values.length / 2;
        return values.length == 0
                ? Double.NaN
                : values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }

    private static String plain(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
