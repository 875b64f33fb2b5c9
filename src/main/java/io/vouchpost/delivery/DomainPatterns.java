package io.vouchpost.delivery;

import java.net.IDN;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Domains, or all below one where the pattern begins with a dot. A-labels and U-labels are the same domain (RFC 5890 §2.3.2.1),
 * so all are compared as A-labels.
 */
final class DomainPatterns {
    private final Set<String> domains = new HashSet<>();
    /** With their leading dot. */
    private final Set<String> parents = new HashSet<>();

    DomainPatterns(List<String> patterns) {
        for (var pattern : patterns) {
            if (pattern.startsWith(".")) {
                parents.add("." + comparable(pattern.substring(1)));
            } else {
                domains.add(comparable(pattern));
            }
        }
    }

    boolean isEmpty() {
        return domains.isEmpty() && parents.isEmpty();
    }

    /**
     * @param domain as {@link #comparable} gives it
     */
    boolean fit(String domain) {
        if (domains.contains(domain)) {
            return true;
        }
        // not from 0: what begins with a dot has no label in front of the parent
        for (int dot = domain.indexOf('.', 1); dot > 0 && !parents.isEmpty(); dot = domain.indexOf('.', dot + 1)) {
            if (parents.contains(domain.substring(dot))) {
                return true;
            }
        }
        return false;
    }

    /** In A-labels and lower case; what cannot be written so (an address literal, a label too long) in lower case only. */
    static String comparable(String domain) {
        try {
            return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return domain.toLowerCase(Locale.ROOT);
        }
    }
}
