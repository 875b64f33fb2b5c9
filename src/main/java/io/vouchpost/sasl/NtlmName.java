package io.vouchpost.sasl;

import java.util.Locale;

/**
 * Which account a client of NTLM means. It gives a user and a domain, and no two programs fill them in alike: the address may
 * stand in the user, be split over both, or the domain is whatever the server called itself. One name has to come out, since
 * the guard counts each that is looked up.
 */
final class NtlmName {
    private NtlmName() {}

    /**
     * The account's name: a user with {@code @} is it; {@code DOMAIN\\user} is both in one; a domain with a dot is that of an
     * address, unless it is our own name; and without one the user stands for itself.
     *
     * @param target how we call ourselves
     * @return empty where no user is given (MS-NLMP's anonymous log-in)
     */
    static String of(String user, String domain, String target) {
        int backslash = user.indexOf('\\');
        int at = user.indexOf('@');
        if (backslash >= 0 && (at < 0 || backslash < at)) {
            return of(user.substring(backslash + 1), user.substring(0, backslash), target);
        }
        boolean whole = user.isEmpty() || at >= 0 || !isMailDomain(domain, target);
        return whole ? user : user + "@" + domain;
    }

    /** Not so {@code .}, which is Windows' word for this very machine. */
    private static boolean isMailDomain(String domain, String target) {
        return domain.indexOf('.') > 0 && !domain.toUpperCase(Locale.ROOT).equals(target.toUpperCase(Locale.ROOT));
    }
}
