package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.InvalidValue;
import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.finding.NeverInCoreMl;
import dev.mlrecipe.finding.UnusualSpelling;
import dev.mlrecipe.finding.Words;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import dev.mlrecipe.yaml.Node.Kind;
import dev.mlrecipe.yaml.Node.Style;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads values of one key each; a value that does not fit becomes a finding and nothing else. Numbers in quotes and the
 * booleans of YAML 1.1 are understood, with a hint, as coremltools understands them.
 */
final class ValueReader {
    private static final Map<String, String> YAML_1_1_BOOLEANS =
            Map.of("yes", "true", "on", "true", "y", "true", "no", "false", "off", "false", "n", "false");

    private static final Pattern TUPLE = Pattern.compile("[\\[(]\\s*(-?[0-9]{1,9}(?:\\s*,\\s*-?[0-9]{1,9}){0,9})\\s*,?\\s*[\\])]");
    private static final Pattern RATIO = Pattern.compile("\\s*([0-9]{1,4})\\s*[:/xX]\\s*([0-9]{1,4})\\s*");
    /** With more legal words than this, fixes that offer all of them are no help. */
    private static final int OFFERED = 6;

    private final Findings findings;
    private final List<String> usual;

    ValueReader(Findings findings) {
        this(findings, List.of());
    }

    private ValueReader(Findings findings, List<String> usual) {
        this.findings = findings;
        this.usual = usual;
    }

    /** The same, and where nothing can be guessed from what is written, fixes offer these values. */
    ValueReader orElse(List<String> values) {
        return new ValueReader(findings, List.copyOf(values));
    }

    /** String, Long, Double, Boolean or {@code List<Long>}, as {@code type} says. */
    Optional<Object> read(String key, Node node, OptionType type) {
        return switch (type) {
            case OptionType.Words words -> word(key, node, words).map(w -> w);
            case OptionType.Whole whole -> whole(key, node, whole.min(), whole.max()).map(n -> n);
            case OptionType.Choice choice -> choice(key, node, choice).map(n -> n);
            case OptionType.Real real -> real(key, node, real.min(), real.max()).map(x -> x);
            case OptionType.Flag flag -> flag(key, node).map(b -> b);
            case OptionType.WholeList list -> wholes(key, node, list, list.size(), list.min(), list.max()).map(l -> l);
            case OptionType.WholeOrList either -> node instanceof Node.Sequence
                    ? wholes(key, node, either, 0, either.min(), either.max()).map(l -> l)
                    : wholeOrWrong(key, node, either);
        };
    }

    private Optional<Object> wholeOrWrong(String key, Node node, OptionType.WholeOrList type) {
        return whole(key, node, type.min(), type.max(), expected(type)).map(n -> n);
    }

    Optional<String> word(String key, Node node, OptionType.Words type) {
        if (!(node instanceof Node.Scalar scalar) || node.isNull()) {
            orElse(offered(type)).wrong(key, node, expected(type), Optional.empty());
            return Optional.empty();
        }
        String text = scalar.text();
        for (String legal : type.legal()) {
            if (text.equals(legal) || (type.ignoreCase() && text.equalsIgnoreCase(legal))) {
                return Optional.of(legal);
            }
        }
        String impossible = type.impossible().get(text.toLowerCase(Locale.ROOT));
        if (impossible != null && Nearest.known(text, type.legal()).isEmpty()) {
            findings.add(NeverInCoreMl.of(scalar.span(), key, text, impossible));
        } else {
            orElse(offered(type)).wrong(key, node, expected(type), Nearest.of(text, type.legal()));
        }
        return Optional.empty();
    }

    private static List<String> offered(OptionType.Words type) {
        return type.legal().size() <= OFFERED ? type.legal() : List.of();
    }

    Optional<Long> whole(String key, Node node, long min, long max) {
        return whole(key, node, min, max, expected(new OptionType.Whole(min, max)));
    }

    private Optional<Long> whole(String key, Node node, long min, long max, String expected) {
        OptionalLong plain = plain(node);
        if (plain.isPresent() && plain.getAsLong() >= min && plain.getAsLong() <= max) {
            return Optional.of(plain.getAsLong());
        }
        return number(key, node, expected).flatMap(number -> {
            BigDecimal nearest = number.max(BigDecimal.valueOf(min)).min(BigDecimal.valueOf(max));
            BigInteger rounded = nearest.toBigInteger();
            if (number.compareTo(new BigDecimal(rounded)) == 0 && !isWrittenAsFraction(node)) {
                return Optional.of(rounded.longValueExact());
            }
            wrong(key, node, expected, Optional.of(rounded.toString()));
            return Optional.empty();
        });
    }

    private Optional<Long> choice(String key, Node node, OptionType.Choice type) {
        OptionalLong plain = plain(node);
        if (plain.isPresent() && type.legal().contains(plain.getAsLong())) {
            return Optional.of(plain.getAsLong());
        }
        String expected = expected(type);
        return number(key, node, expected).flatMap(number -> {
            for (long legal : type.legal()) {
                if (number.compareTo(BigDecimal.valueOf(legal)) == 0 && !isWrittenAsFraction(node)) {
                    return Optional.of(legal);
                }
            }
            for (Map.Entry<Long, Long> impossible : type.impossible().entrySet()) {
                if (number.compareTo(BigDecimal.valueOf(impossible.getKey())) == 0) {
                    String nearest = impossible.getValue().toString();
                    findings.add(NeverInCoreMl.of(node.span(), key, number.toPlainString(), nearest));
                    return Optional.empty();
                }
            }
            Optional<Long> nearest = type.legal().stream()
                    .min(Comparator.comparing(l -> BigDecimal.valueOf(l).subtract(number).abs()));
            wrong(key, node, expected, nearest.map(String::valueOf));
            return Optional.empty();
        });
    }

    Optional<Double> real(String key, Node node, double min, double max) {
        String expected = expected(new OptionType.Real(min, max));
        return number(key, node, expected).flatMap(number -> {
            double value = number.doubleValue();
            if (value >= min && value <= max && !Double.isInfinite(value)) {
                return Optional.of(value);
            }
            boolean percent = max == 1 && value >= 2 && value <= 100;
            wrong(key, node, expected, Optional.of(plain(percent ? value / 100 : Math.clamp(value, min, max))));
            return Optional.empty();
        });
    }

    Optional<Boolean> flag(String key, Node node) {
        if (node instanceof Node.Scalar scalar) {
            String text = scalar.text().toLowerCase(Locale.ROOT);
            if (scalar.kind() == Kind.BOOLEAN) {
                return Optional.of(Boolean.valueOf(text));
            }
            String old = YAML_1_1_BOOLEANS.get(text);
            if (old != null && scalar.style() == Style.PLAIN && text.length() > 1) {
                findings.add(UnusualSpelling.of(scalar.span(), scalar.text(), old));
                return Optional.of(Boolean.valueOf(old));
            }
            Optional<String> meant = switch (text) {
                case "true", "1" -> Optional.of("true");
                case "false", "0" -> Optional.of("false");
                default -> Optional.ofNullable(old);
            };
            orElse(List.of("true", "false"))
                    .wrong(key, node, "true or false", meant.or(() -> Nearest.of(text, List.of("true", "false"))));
        } else {
            orElse(List.of("true", "false")).wrong(key, node, "true or false", Optional.empty());
        }
        return Optional.empty();
    }

    private Optional<List<Long>> wholes(
            String key, Node node, OptionType type, int size, long min, long max) {
        if (!(node instanceof Node.Sequence list) || (size > 0 && list.items().size() != size)) {
            wrong(key, node, expected(type), listMeant(node, size));
            return Optional.empty();
        }
        List<Long> values = new ArrayList<>();
        for (Node item : list.items()) {
            whole(key, item, min, max).ifPresent(values::add);
        }
        return values.size() == list.items().size() && !values.isEmpty()
                ? Optional.of(List.copyOf(values))
                : emptyList(key, list, expected(type));
    }

    /** The list in {@code "(1, 32)"} and, for pairs, in {@code 2:4}. */
    private static Optional<String> listMeant(Node node, int size) {
        if (!(node instanceof Node.Scalar scalar)) {
            return Optional.empty();
        }
        Matcher tuple = TUPLE.matcher(scalar.text().strip());
        if (tuple.matches() && (size == 0 || tuple.group(1).split(",").length == size)) {
            return Optional.of("[" + tuple.group(1).replaceAll("\\s*,\\s*", ", ") + "]");
        }
        Matcher ratio = RATIO.matcher(scalar.text());
        return size == 2 && ratio.matches()
                ? Optional.of("[" + ratio.group(1) + ", " + ratio.group(2) + "]")
                : Optional.empty();
    }

    private Optional<List<Long>> emptyList(String key, Node.Sequence list, String expected) {
        if (list.items().isEmpty()) {
            wrong(key, list, expected, Optional.empty());
        }
        return Optional.empty();
    }

    /** The text of a scalar that is not null. */
    Optional<String> text(String key, Node node, String expected) {
        if (node instanceof Node.Scalar scalar && !node.isNull() && !scalar.text().isBlank()) {
            return Optional.of(scalar.text());
        }
        wrong(key, node, expected, Optional.empty());
        return Optional.empty();
    }

    private static OptionalLong plain(Node node) {
        return node instanceof Node.Scalar scalar && scalar.kind() == Kind.INTEGER
                ? Numbers.plain(scalar.text())
                : OptionalLong.empty();
    }

    private Optional<BigDecimal> number(String key, Node node, String expected) {
        if (!(node instanceof Node.Scalar scalar)) {
            wrong(key, node, expected, Optional.empty());
            return Optional.empty();
        }
        Optional<BigDecimal> number = Numbers.parse(scalar.text());
        boolean bare = scalar.kind() == Kind.INTEGER || scalar.kind() == Kind.FLOAT;
        if (number.isEmpty()) {
            wrong(key, node, expected, Numbers.meant(scalar.text()).or(() -> listMeant(node, 0)).or(() -> nullMeant(scalar)));
        } else if (!bare) {
            findings.add(UnusualSpelling.of(scalar.span(), scalar.text(), scalar.text().strip()));
        } else if (Numbers.isOctalInYaml11(scalar.text())) {
            String octal = Long.toString(Long.parseLong(scalar.text().replaceFirst("^\\+", ""), 8));
            String decimal = number.get().toPlainString();
            String message = key + " " + scalar.text() + " is " + octal + " for coremltools and " + decimal
                    + " in YAML 1.2; write it without the leading zero";
            findings.add(InvalidValue.because(
                    scalar.span(),
                    message,
                    Stream.of(octal, decimal).map(n -> Fix.replace("Change to " + n, scalar.span(), n)).toList()));
            return Optional.empty();
        }
        return number;
    }

    /** Python's word for nothing, where nothing may stand. */
    private Optional<String> nullMeant(Node.Scalar scalar) {
        return scalar.text().equals("None") && usual.contains("null") ? Optional.of("null") : Optional.empty();
    }

    /** 4.0 is no whole number: coremltools would round 4.7 without a word, and nobody means it. */
    private static boolean isWrittenAsFraction(Node node) {
        return ((Node.Scalar) node).text().indexOf('.') >= 0;
    }

    void wrong(String key, Node node, String expected, Optional<String> nearest) {
        if (node instanceof Node.Missing) {
            findings.add(InvalidValue.because(node.span(), key + " has no value; it takes " + expected, List.<Fix>of()));
            return;
        }
        String found = switch (node) {
            case Node.Scalar scalar when !node.isNull() ->
                Words.quote(scalar.text()) + (scalar.style() == Style.QUOTED ? " in quotes" : "");
            case Node.Sequence list -> "a list of " + list.items().size();
            default -> node.what();
        };
        Finding finding = InvalidValue.of(node.span(), key, found, expected, nearest);
        findings.add(nearest.isPresent()
                ? finding
                : finding.withFixes(usual.stream()
                        .map(value -> Fix.replace("Change to " + value, node.span(), value))
                        .toList()));
    }

    static String expected(OptionType type) {
        return switch (type) {
            case OptionType.Words words -> Words.oneOf(words.legal());
            case OptionType.Whole whole -> "a whole number" + range(whole.min(), whole.max());
            case OptionType.Choice choice -> Words.oneOf(choice.legal());
            case OptionType.Real real -> "a number" + range(real.min(), real.max());
            case OptionType.Flag flag -> "true or false";
            case OptionType.WholeList list -> "a list of " + (list.size() > 0 ? list.size() + " " : "") + "whole numbers"
                    + range(list.min(), list.max());
            case OptionType.WholeOrList either -> "a whole number" + range(either.min(), either.max())
                    + ", or a list with one per axis";
        };
    }

    private static String range(long min, long max) {
        if (max >= Integer.MAX_VALUE) {
            return min <= Integer.MIN_VALUE ? "" : " of at least " + min;
        }
        return " from " + min + " to " + max;
    }

    private static String range(double min, double max) {
        if (max >= Float.MAX_VALUE) {
            return min <= -Float.MAX_VALUE ? "" : " of at least " + plain(min);
        }
        return " from " + plain(min) + " to " + plain(max);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** Where the items of a word-or-list value stand. */
    static Collection<Node> items(Node node) {
        return node instanceof Node.Sequence list ? list.items() : List.of(node);
    }

    static Span nonEmpty(Span span, Span otherwise) {
        return span.end() > span.start() ? span : otherwise;
    }
}
