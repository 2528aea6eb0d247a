package dev.mlrecipe.finding;

import java.util.Collection;
import java.util.List;

/** Text that comes from users, made safe for one-line messages. */
public final class Words {
    private static final int LONGEST = 60;
    private static final int MOST = 24;

    private Words() {}

    /** In quotes, on one line, not longer than some 60 characters. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        int at = 0;
        while (at < text.length() && quoted.length() < LONGEST) {
            int point = text.codePointAt(at);
            if (Character.isISOControl(point) || point == 0x2028 || point == 0x2029) {
                quoted.append(' ');
            } else {
                quoted.appendCodePoint(point);
            }
            at += Character.charCount(point);
        }
        return quoted.append(at < text.length() ? "…\"" : "\"").toString();
    }

    /** {@code a, b or c}; a long list is cut. */
    public static String oneOf(Collection<?> words) {
        List<String> all = words.stream().map(String::valueOf).toList();
        if (all.size() == 1) {
            return all.getFirst();
        }
        if (all.size() > MOST) {
            return String.join(", ", all.subList(0, MOST)) + " …";
        }
        int last = all.size() - 1;
        return last < 0 ? "nothing" : String.join(", ", all.subList(0, last)) + " or " + all.get(last);
    }
}
