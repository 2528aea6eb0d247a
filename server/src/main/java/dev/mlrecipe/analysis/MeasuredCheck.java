package dev.mlrecipe.analysis;

import dev.mlrecipe.analysis.Forecasts.Subject;
import dev.mlrecipe.analysis.MeasuredDevices.Source;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.MeasuredMismatch;
import dev.mlrecipe.finding.UnknownDevice;
import dev.mlrecipe.measured.Match;
import dev.mlrecipe.measured.MeasuredRow;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.MeasuredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code measured-invalid} and {@code measured-mismatch}: files that say nothing, or something about another model. */
final class MeasuredCheck implements Check {
    @Override
    public List<Finding> findings(Situation situation) {
        Forecasts forecasts = situation.forecasts();
        List<Finding> findings = new ArrayList<>(situation.measured().findings());
        for (MeasuredEntry entry : situation.recipe().measured()) {
            entry.device()
                    .filter(device -> forecasts.device(device.value()).isEmpty())
                    .map(device -> UnknownDevice.of(
                            device.span(),
                            device.value(),
                            Optional.empty(),
                            forecasts.known().stream().map(Device::name).toList()))
                    .ifPresent(findings::add);
        }
        Optional<Subject> subject = situation.model() instanceof ModelState.Read read
                ? Subject.of(read.functions(), read.index(), read.encoding())
                : Optional.empty();
        if (subject.isPresent()) {
            situation.measured().sources().values().forEach(
                    source -> findings.addAll(findings(source, subject.get(), situation)));
        }
        return findings;
    }

    private static List<Finding> findings(Source source, Subject subject, Situation situation) {
        Located<String> file = source.file();
        Match match = Match.of(source.plan(), subject.function());
        Optional<String> refusal = source.plan().refusal(match, Forecasts.units(situation.recipe()));
        if (refusal.isPresent()) {
            return List.of(MeasuredMismatch.refused(file.span(), file.value(), refusal.get()));
        }
        List<Finding> findings = new ArrayList<>();
        if (!match.unknown().isEmpty()) {
            findings.add(MeasuredMismatch.unknown(
                    file.span(),
                    file.value(),
                    match.total(),
                    match.unknown().stream().map(MeasuredRow::name).toList(),
                    Match.names(subject.function())));
        }
        situation.planning()
                .map(Planning::plan)
                .map(plan -> subject.weightBytes(Forecasts.forms(plan)))
                .filter(bytes -> !source.plan().hasWeights(bytes, subject.index().weights().size()))
                .ifPresent(bytes -> findings.add(MeasuredMismatch.weights(
                        file.span(),
                        file.value(),
                        Predicted.bytes(source.plan().weightBytes().orElseThrow()),
                        Predicted.bytes(bytes))));
        return findings;
    }
}
