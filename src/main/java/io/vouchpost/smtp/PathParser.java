package io.vouchpost.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the paths of MAIL and RCPT (RFC 5321 §4.1.2), one character after the other. Source routes are read over (appendix
 * C). The angle brackets may be missing, because devices leave them out.
 */
final class PathParser {
    /** RFC 5321 §4.5.3.1.1–3, in octets. */
    private static final int LONGEST_LOCAL_PART = 64;

    private static final int LONGEST_DOMAIN = 255;
    /** RFC 5321 §4.5.3.1.3: a path has 256, its angle brackets among them. */
    private static final int LONGEST_MAILBOX = 254;
    /** RFC 5321 §4.1.3: IPv4, or a tag such as {@code IPv6:} and what follows it. Whether it exists, the next hop finds out. */
    private static final Pattern ADDRESS_LITERAL =
            Pattern.compile("\\[([0-9]{1,3}(\\.[0-9]{1,3}){3}|[A-Za-z0-9-]*[A-Za-z0-9]:[!-Z^-~]+)]");

    private final String text;
    private int at;

    /**
     * @param text what follows {@code FROM:} or {@code TO:}, without leading white space
     */
    PathParser(String text) {
        this.text = text;
    }

    /**
     * What was read.
     *
     * @param rest what follows the path, for the parameters
     */
    record Path(Optional<Mailbox> mailbox, String rest) {}

    /** Empty when it is no path. */
    Optional<Path> parse() {
        boolean bracketed = take('<');
        if (bracketed && take('>')) {
            return Optional.of(new Path(Optional.empty(), rest()));
        }
        if (bracketed && peek() == '@' && !skipSourceRoute()) {
            return Optional.empty();
        }
        int start = at;
        String localPart = peek() == '"' ? quotedString() : dotString();
        if (localPart.isEmpty()) {
            return Optional.empty();
        }
        boolean parted = take('@');
        String domain = parted ? domain() : "";
        int end = at;
        if ((bracketed && !take('>')) || !endsHere()) {
            return Optional.empty();
        }
        boolean postmaster = !parted && localPart.equalsIgnoreCase("postmaster");
        if (!(postmaster || isDomain(domain)) || octets(text.substring(start, end)) > LONGEST_MAILBOX) {
            return Optional.empty();
        }
        return Optional.of(new Path(Optional.of(new Mailbox(localPart, domain)), rest()));
    }

    /** {@code @one,@two:} in front of the mailbox: "SHOULD be ignored" (RFC 5321 §4.1.1.3). */
    private boolean skipSourceRoute() {
        int colon = text.indexOf(':', at);
        if (colon < 0 || text.substring(at, colon).indexOf('>') >= 0) {
            return false;
        }
        at = colon + 1;
        return true;
    }

    private String dotString() {
        int start = at;
        while (at < text.length() && (Mailbox.isAtext(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        String found = text.substring(start, at);
        boolean dotsWell = !found.startsWith(".") && !found.endsWith(".") && !found.contains("..");
        return dotsWell && octets(found) <= LONGEST_LOCAL_PART ? found : "";
    }

    private String quotedString() {
        var unquoted = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return octets(unquoted) <= LONGEST_LOCAL_PART ? unquoted.toString() : "";
            }
            if (c == '\\' && ++at < text.length()) {
                c = text.charAt(at);
            }
            if (c < ' ') {
                return ""; // a tab: neither qtextSMTP nor quoted-pairSMTP
            }
            unquoted.append(c);
        }
        return "";
    }

    private String domain() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '>' && text.charAt(at) != ' ') {
            at++;
        }
        return text.substring(start, at);
    }

    /** Letters, digits and hyphens in labels; underscores are found in the wild; U-labels need SMTPUTF8, checked later. */
    static boolean isDomain(String domain) {
        if (domain.isEmpty() || octets(domain) > LONGEST_DOMAIN) {
            return false;
        }
        if (domain.startsWith("[")) {
            return ADDRESS_LITERAL.matcher(domain).matches();
        }
        for (String label : domain.split("\\.", -1)) {
            if (label.isEmpty() || octets(label) > 63 || label.startsWith("-") || label.endsWith("-")) {
                return false;
            }
            if (!label.chars().allMatch(c -> c >= 0x80 || Character.isLetterOrDigit(c) || c == '-' || c == '_')) {
                return false;
            }
        }
        return true;
    }

    private boolean endsHere() {
        return at == text.length() || text.charAt(at) == ' ';
    }

    private String rest() {
        return text.substring(at);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean take(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private static int octets(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
