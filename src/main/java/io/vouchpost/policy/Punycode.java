package io.vouchpost.policy;

import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A-labels and U-labels as they are (RFC 3492, RFC 5891): no letter is mapped to another one. {@link java.net.IDN} maps as
 * IDNA2003 did, where the letter ß was the same as ss and is a letter by itself in the DNS of today.
 */
final class Punycode {
    private static final String PREFIX = "xn--";
    /** RFC 3492 §5. */
    private static final int BASE = 36;

    private static final int TMIN = 1;
    private static final int TMAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 0x80;
    /** RFC 1035 §2.3.4; so nothing here can overflow that has not been found too large before. */
    private static final int LONGEST_LABEL = 63;

    private Punycode() {}

    /** With all of its labels in Unicode; what is no A-label stays as it is. */
    static String toUnicode(String domain) {
        return labels(
                domain,
                label -> label.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                        ? decoded(label.substring(PREFIX.length()).toLowerCase(Locale.ROOT))
                                .orElse(label)
                        : label);
    }

    /** With all of its labels in ASCII; what is too long for an A-label stays as it is. */
    static String toAscii(String domain) {
        return labels(
                domain,
                label -> label.length() > LONGEST_LABEL || label.chars().allMatch(c -> c < INITIAL_N)
                        ? label
                        : PREFIX + encoded(label.codePoints().toArray()));
    }

    private static String labels(String domain, UnaryOperator<String> change) {
        return Stream.of(domain.split("\\.", -1)).map(change).collect(Collectors.joining("."));
    }

    /** RFC 3492 §6.2. */
    private static Optional<String> decoded(String label) {
        if (label.length() > LONGEST_LABEL) {
            return Optional.empty();
        }
        int basic = Math.max(0, label.lastIndexOf('-'));
        var output = new StringBuilder(label.substring(0, basic));
        int count = basic;
        long n = INITIAL_N;
        long i = 0;
        int bias = INITIAL_BIAS;
        for (int at = basic > 0 ? basic + 1 : 0; at < label.length(); ) {
            long before = i;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = at < label.length() ? digit(label.charAt(at++)) : -1;
                i += digit * weight;
                if (digit < 0 || i > Integer.MAX_VALUE) {
                    return Optional.empty();
                }
                int t = threshold(k, bias);
                if (digit < t) {
                    break;
                }
                weight *= BASE - t;
            }
            count++;
            bias = adapted(i - before, count, before == 0);
            n += i / count;
            i %= count;
            if (n > Character.MAX_CODE_POINT) {
                return Optional.empty();
            }
            output.insert(output.offsetByCodePoints(0, (int) i++), Character.toString((int) n));
        }
        return Optional.of(output.toString());
    }

    /** RFC 3492 §6.3. */
    private static String encoded(int[] input) {
        var output = new StringBuilder();
        for (int codePoint : input) {
            if (codePoint < INITIAL_N) {
                output.append((char) codePoint);
            }
        }
        int basic = output.length();
        int handled = basic;
        if (basic > 0) {
            output.append('-');
        }
        int n = INITIAL_N;
        long delta = 0;
        int bias = INITIAL_BIAS;
        while (handled < input.length) {
            int next = next(input, n);
            delta += (long) (next - n) * (handled + 1);
            n = next;
            for (int codePoint : input) {
                if (codePoint < n) {
                    delta++;
                } else if (codePoint == n) {
                    append(output, delta, bias);
                    bias = adapted(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return output.toString();
    }

    private static int next(int[] input, int least) {
        int next = Integer.MAX_VALUE;
        for (int codePoint : input) {
            next = codePoint >= least ? Math.min(next, codePoint) : next;
        }
        return next;
    }

    /** A number of variable length. */
    private static void append(StringBuilder output, long delta, int bias) {
        long rest = delta;
        int k = BASE;
        for (int t = threshold(k, bias); rest >= t; t = threshold(k, bias)) {
            output.append(letter((int) (t + (rest - t) % (BASE - t))));
            rest = (rest - t) / (BASE - t);
            k += BASE;
        }
        output.append(letter((int) rest));
    }

    private static int threshold(int k, int bias) {
        return Math.max(TMIN, Math.min(TMAX, k - bias));
    }

    /** RFC 3492 §6.1. */
    private static int adapted(long delta, int count, boolean first) {
        long rest = first ? delta / DAMP : delta / 2;
        rest += rest / count;
        int k = 0;
        for (; rest > (BASE - TMIN) * TMAX / 2; k += BASE) {
            rest /= BASE - TMIN;
        }
        return (int) (k + (BASE - TMIN + 1) * rest / (rest + SKEW));
    }

    private static char letter(int digit) {
        return (char) (digit < 26 ? 'a' + digit : '0' + digit - 26);
    }

    private static int digit(char letter) {
        return letter >= 'a' && letter <= 'z' ? letter - 'a' : letter >= '0' && letter <= '9' ? letter - '0' + 26 : -1;
    }
}
