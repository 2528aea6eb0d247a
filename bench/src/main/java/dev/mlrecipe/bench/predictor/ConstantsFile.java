package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.predict.Constants;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** The file that the constants stand in. */
final class ConstantsFile {
    private ConstantsFile() {}

    /** Puts the values of some constants into the file and leaves everything else in it as it is. */
    static void update(Path file, Constants constants, Collection<String> names) throws IOException {
        String text = Files.readString(file);
        for (String name : names) {
            double value = constants.all().get(name).is();
            String replaced = text.replaceFirst(
                    "(?m)^(  " + name + ": \\{is: )[^,]+,", "$1" + number(value) + ",");
            if (replaced.equals(text) && !text.contains("  " + name + ": {is: " + number(value) + ",")) {
                throw new IOException(file + ": no constant " + name);
            }
            text = replaced;
        }
        Files.writeString(file, text);
    }

    private static String number(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}
