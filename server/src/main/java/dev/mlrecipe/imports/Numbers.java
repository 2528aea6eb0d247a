package dev.mlrecipe.imports;

import dev.mlrecipe.imports.Value.Numeral;
import java.math.BigDecimal;
import java.util.Optional;

/** Numbers of scripts: whole ones up to 2^53 and decimal ones. */
final class Numbers {
    private static final double MOST = 1L << 53;

    private Numbers() {}

    /** A literal; empty for imaginary and for huge ones. */
    static Optional<Value> literal(String written) {
        String text = written.replace("_", "");
        try {
            if (text.matches("0[xX].*")) {
                return Optional.of(new Numeral(Long.toString(Long.parseLong(text.substring(2), 16))));
            }
            if (text.matches("0[oO].*")) {
                return Optional.of(new Numeral(Long.toString(Long.parseLong(text.substring(2), 8))));
            }
            if (text.matches("0[bB].*")) {
                return Optional.of(new Numeral(Long.toString(Long.parseLong(text.substring(2), 2))));
            }
            if (text.matches("[0-9]+")) {
                return Optional.of(new Numeral(Long.toString(Long.parseLong(text))));
            }
            return text.length() > 40 || text.matches(".*[jJ]")
                    ? Optional.empty()
                    : number(Double.parseDouble(text), false);
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    /** A key of a dictionary, which holds numbers as their words. */
    static Value key(String key) {
        return key.matches("-?[0-9]{1,15}") ? new Numeral(key) : new Value.Text(key);
    }

    static Optional<Double> of(Numeral number) {
        return Optional.of(Double.parseDouble(number.text()));
    }

    static boolean isWhole(Numeral number) {
        return number.text().matches("-?[0-9]+");
    }

    /** A result; empty where it is none or so large that digits are lost. */
    static Optional<Value> number(double value, boolean whole) {
        if (!Double.isFinite(value) || whole && Math.abs(value) > MOST) {
            return Optional.empty();
        }
        if (whole) {
            return Optional.of(new Numeral(Long.toString((long) value)));
        }
        String plain = new BigDecimal(Double.toString(value)).toPlainString();
        String text = plain.length() > 20 ? Double.toString(value).replace("E", "e") : plain;
        return Optional.of(new Numeral(text.contains(".") ? text : text + ".0"));
    }

    static Optional<Value> apply(String operator, Numeral left, Numeral right) {
        double a = Double.parseDouble(left.text());
        double b = Double.parseDouble(right.text());
        boolean whole = isWhole(left) && isWhole(right);
        return switch (operator) {
            case "+" -> number(a + b, whole);
            case "-" -> number(a - b, whole);
            case "*" -> number(a * b, whole);
            case "/" -> b == 0 ? Optional.empty() : number(a / b, false);
            case "//" -> b == 0 ? Optional.empty() : number(Math.floor(a / b), whole);
            case "%" -> b == 0 ? Optional.empty() : number(a - b * Math.floor(a / b), whole);
            case "**" -> number(Math.pow(a, b), whole && b >= 0);
            case "==" -> Optional.of(new Value.Flag(a == b));
            case "!=" -> Optional.of(new Value.Flag(a != b));
            case "<" -> Optional.of(new Value.Flag(a < b));
            case "<=" -> Optional.of(new Value.Flag(a <= b));
            case ">" -> Optional.of(new Value.Flag(a > b));
            case ">=" -> Optional.of(new Value.Flag(a >= b));
            default -> Optional.empty();
        };
    }
}
