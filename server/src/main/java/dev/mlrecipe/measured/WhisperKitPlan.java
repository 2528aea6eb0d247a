package dev.mlrecipe.measured;

import dev.mlrecipe.measured.MeasuredPlan.Format;
import dev.mlrecipe.measured.MeasuredPlan.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * WhisperKit's {@code *.mlcomputeplan.json}: by place in the program, type and names of parameters
 * ({@code 12_ios16.conv_x_weight}), where the operation runs and its cost in percent (argmaxtools, test_utils.py).
 */
final class WhisperKitPlan {
    private static final Pattern KEY = Pattern.compile("([0-9]{1,9})_(.+)", Pattern.DOTALL);

    private WhisperKitPlan() {}

    static MeasuredPlan read(JsonValue root) throws MeasuredException {
        List<MeasuredRow> rows = new ArrayList<>();
        for (JsonValue entry : root.entries()) {
            Matcher key = KEY.matcher(entry.path());
            if (!key.matches()) {
                throw new MeasuredException(
                        entry.path() + ": a key such as 12_conv_x_weight expected, with the operation's place and type");
            }
            rows.add(new MeasuredRow(
                    entry.path(),
                    new MeasuredRow.Key.Type(Integer.parseInt(key.group(1)), key.group(2)),
                    Optional.empty(),
                    UnitWords.of(entry.object().at("dispatch")),
                    entry.at("cost").optionalNumber()));
        }
        return new MeasuredPlan(Format.WHISPERKIT, Origin.UNKNOWN, Optional.empty(), OptionalLong.empty(), rows);
    }
}
