package io.vouchpost.account;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address that an account may send as, {@code alice@example.org}, or all of a domain, {@code *@example.org}; a single
 * domain, not those below it. Local parts are dot-atoms of RFC 5321 §4.1.2, with UTF-8 as RFC 6531 allows.
 *
 * @param pattern in lower case and Unicode form C
 */
public record Identity(String pattern) {
    /** RFC 5321 §4.5.3.1.1, in octets. */
    private static final int LONGEST_LOCAL_PART = 64;
    /** RFC 5321 §4.5.3.1.3 less the angle brackets, in octets. */
    private static final int LONGEST = 254;

    private static final String ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
    private static final String LABEL = "[\\p{L}\\p{M}\\p{N}]([\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?";
    private static final Pattern ADDRESS =
            Pattern.compile("(?<local>" + ATOM + "(\\." + ATOM + ")*)@" + LABEL + "(\\." + LABEL + ")*");

    /** Empty for what is neither. */
    public static Optional<Identity> of(String typed) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        var pattern = folded(typed);
        var address = ADDRESS.matcher(pattern);
        if (!address.matches() || octets(pattern) > LONGEST) {
            return Optional.empty();
        }
        var local = address.group("local");
        // a star among other characters looks like a pattern, and is none
        var misleading = local.contains("*") && !local.equals("*");
        return misleading || octets(local) > LONGEST_LOCAL_PART ? Optional.empty() : Optional.of(new Identity(pattern));
    }

    /** The form to compare by: in lower case and Unicode form C, without white space around it. */
    public static String folded(String typed) {
        return Normalizer.normalize(
                Normalizer.normalize(typed.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String toString() {
        return pattern;
    }
}
