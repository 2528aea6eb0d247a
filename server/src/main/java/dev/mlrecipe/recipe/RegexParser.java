package dev.mlrecipe.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * Reads regular expressions in the common notation of Python, Java and RE2: literals, {@code .}, classes, {@code \d \w
 * \s}, groups, {@code |}, {@code * + ? {n,m}}, {@code ^ $}. Back references and look-around are left out: no automaton
 * can match them in linear time.
 */
final class RegexParser {
    private static final String DIGIT = "09";
    private static final String WORD = "azAZ09__";
    private static final String SPACE = "  \t\r";
    private static final int MAX_COUNT = 1000;
    /** The parser is recursive. */
    private static final int MAX_DEPTH = 50;

    private final String text;
    private int at;
    private int depth;

    private RegexParser(String text, int start) {
        this.text = text;
        this.at = start;
    }

    /**
     * @param text a key
     * @param start where the expression begins
     * @throws PatternSyntaxException with an index into {@code text}
     */
    static RegexItem parse(String text, int start) {
        RegexParser parser = new RegexParser(text, start);
        RegexItem item = parser.choice();
        if (parser.at < text.length()) {
            throw parser.error("no group to close", parser.at);
        }
        return item;
    }

    private RegexItem choice() {
        List<RegexItem> items = new ArrayList<>();
        do {
            items.add(sequence());
        } while (take('|'));
        return items.size() == 1 ? items.getFirst() : new RegexItem.Choice(items);
    }

    private RegexItem sequence() {
        List<RegexItem> items = new ArrayList<>();
        while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
            items.add(quantified());
        }
        return items.size() == 1 ? items.getFirst() : new RegexItem.Sequence(items);
    }

    private RegexItem quantified() {
        RegexItem item = atom();
        int start = at;
        if (take('*')) {
            item = new RegexItem.Repeat(item, 0, RegexItem.Repeat.UNLIMITED);
        } else if (take('+')) {
            item = new RegexItem.Repeat(item, 1, RegexItem.Repeat.UNLIMITED);
        } else if (take('?')) {
            item = new RegexItem.Repeat(item, 0, 1);
        } else if (take('{')) {
            item = counted(item, start);
        } else {
            return item;
        }
        // Whether a quantifier is greedy or lazy makes no difference for whole names.
        take('?');
        return item;
    }

    private RegexItem counted(RegexItem item, int start) {
        int min = number(start);
        int max = min;
        if (take(',')) {
            max = at < text.length() && text.charAt(at) == '}' ? RegexItem.Repeat.UNLIMITED : number(start);
        }
        if (!take('}')) {
            throw error("a count looks like {2} or {2,4}", start);
        }
        if (max != RegexItem.Repeat.UNLIMITED && max < min) {
            throw error("the count ends below its start", start);
        }
        return new RegexItem.Repeat(item, min, max);
    }

    private int number(int start) {
        int value = 0;
        int first = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9' && value <= MAX_COUNT) {
            value = 10 * value + text.charAt(at++) - '0';
        }
        if (at == first) {
            throw error("a count looks like {2} or {2,4}", start);
        }
        if (value > MAX_COUNT) {
            throw error("counts go up to " + MAX_COUNT, start);
        }
        return value;
    }

    private RegexItem atom() {
        int start = at;
        char c = text.charAt(at++);
        return switch (c) {
            case '(' -> group(start);
            case '[' -> characterClass(start);
            case '.' -> RegexItem.Chars.ANY;
            case '^' -> new RegexItem.Start();
            case '$' -> new RegexItem.End();
            case '\\' -> escape(start);
            case '*', '+', '?', '{' -> throw error("nothing to repeat before '" + c + "'", start);
            default -> single(c);
        };
    }

    private RegexItem group(int start) {
        if (take('?') && !take(':')) {
            throw error("groups of this kind are not available; exceptions can be made by a rule above this one", start);
        }
        if (++depth > MAX_DEPTH) {
            throw error("groups are nested deeper than " + MAX_DEPTH + " levels", start);
        }
        RegexItem inner = choice();
        depth--;
        if (!take(')')) {
            throw error("this group is not closed", start);
        }
        return inner;
    }

    private RegexItem characterClass(int start) {
        boolean negated = take('^');
        StringBuilder ranges = new StringBuilder();
        do {
            if (at >= text.length()) {
                throw error("this class is not closed", start);
            }
            int memberStart = at;
            RegexItem.Chars first = member();
            boolean range = at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']';
            if (!range) {
                ranges.append(positive(first, memberStart));
                continue;
            }
            at++;
            RegexItem.Chars last = member();
            char from = first.ranges().charAt(0);
            char to = last.ranges().charAt(0);
            if (isSet(first) || isSet(last) || from > to) {
                throw error("a range looks like a-z", memberStart);
            }
            ranges.append(from).append(to);
        } while (!take(']'));
        return new RegexItem.Chars(ranges.toString(), negated);
    }

    private RegexItem.Chars member() {
        int start = at;
        char c = text.charAt(at++);
        return c == '\\' ? escape(start) : single(c);
    }

    private String positive(RegexItem.Chars chars, int start) {
        if (chars.negated()) {
            throw error("such an escape cannot stand in a class", start);
        }
        return chars.ranges();
    }

    private static boolean isSet(RegexItem.Chars chars) {
        return chars.negated() || chars.ranges().length() != 2 || chars.ranges().charAt(0) != chars.ranges().charAt(1);
    }

    private RegexItem.Chars escape(int start) {
        if (at >= text.length()) {
            throw error("a character is missing after the backslash", start);
        }
        char c = text.charAt(at++);
        return switch (c) {
            case 'd' -> new RegexItem.Chars(DIGIT, false);
            case 'D' -> new RegexItem.Chars(DIGIT, true);
            case 'w' -> new RegexItem.Chars(WORD, false);
            case 'W' -> new RegexItem.Chars(WORD, true);
            case 's' -> new RegexItem.Chars(SPACE, false);
            case 'S' -> new RegexItem.Chars(SPACE, true);
            case 't' -> single('\t');
            case 'n' -> single('\n');
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw error("the escape \\" + c + " is not available", start);
                }
                yield single(c);
            }
        };
    }

    private static RegexItem.Chars single(char c) {
        return new RegexItem.Chars("" + c + c, false);
    }

    private boolean take(char c) {
        boolean found = at < text.length() && text.charAt(at) == c;
        at += found ? 1 : 0;
        return found;
    }

    private PatternSyntaxException error(String problem, int index) {
        return new PatternSyntaxException(problem, text, index);
    }
}
