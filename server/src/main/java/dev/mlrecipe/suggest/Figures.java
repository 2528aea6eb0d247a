package dev.mlrecipe.suggest;

import java.util.Locale;

/** Numbers as recipes and messages say them. */
final class Figures {
    private Figures() {}

    /** Decimal units, as in {@code expect.max_size}. */
    static String bytes(long bytes) {
        return bytes < 1_000
                ? bytes + " B"
                : bytes < 1_000_000
                        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                        : String.format(Locale.ROOT, "%.2f MB", bytes / 1e6);
    }

    /** Rounded down: what is missed by a hair must not look as if it were reached. */
    static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2fx", Math.floor(ratio * 100) / 100);
    }

    static String decibels(double snr) {
        return Double.isInfinite(snr) && snr > 0 ? "no error" : String.format(Locale.ROOT, "%.1f dB", snr);
    }

    /** Rounded down: what is promised must hold as it is printed. */
    static double down(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Double.isInfinite(value) ? value : Math.floor(value * scale) / scale;
    }

    static String cosine(double cosine) {
        return String.format(Locale.ROOT, "%.4f", down(cosine, 4));
    }

    /** As short as it is exact. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
