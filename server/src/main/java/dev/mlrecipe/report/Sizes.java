package dev.mlrecipe.report;

import java.util.Locale;

/** Numbers as people read them. */
public final class Sizes {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Sizes() {}

    /** Bytes in decimal units, as in {@code expect.max_size}: {@code 812 B}, {@code 36.9 kB}, {@code 2.10 MB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        if (unit == 0) {
            return bytes + " B";
        }
        String format = value < 9.995 ? "%.2f %s" : value < 99.95 ? "%.1f %s" : "%.0f %s";
        return String.format(Locale.ROOT, format, value, UNITS[unit]);
    }

    /** Two sizes in the unit of the larger: {@code 2.10 MB → 0.53 MB}. */
    public static String change(long from, long to) {
        double divisor = 1;
        int unit = 0;
        while (Math.max(from, to) / divisor >= 999.5 && unit < UNITS.length - 1) {
            divisor *= 1000;
            unit++;
        }
        double largest = Math.max(from, to) / divisor;
        String format = unit == 0 || largest >= 99.95 ? "%.0f %s" : largest < 9.995 ? "%.2f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format + " → " + format, from / divisor, UNITS[unit], to / divisor, UNITS[unit]);
    }

    /** For example {@code 3.99x}. */
    public static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2fx", ratio);
    }

    /** For example {@code 20.2}; {@code exact} without any error. */
    public static String decibels(double snr) {
        return Double.isInfinite(snr) && snr > 0 ? "exact" : String.format(Locale.ROOT, "%.1f", snr);
    }

    /** For example {@code 1.34 s} or {@code 12 ms}. */
    public static String seconds(double seconds) {
        return seconds < 1
                ? String.format(Locale.ROOT, "%.0f ms", seconds * 1000)
                : String.format(Locale.ROOT, seconds < 100 ? "%.2f s" : "%.0f s", seconds);
    }
}
