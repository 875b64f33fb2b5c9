package io.vouchpost.config;

import java.util.List;

/**
 * What may be sent.
 *
 * @param mode whether what is forbidden is refused, or only reported
 * @param checkHeader whether {@code From:} and {@code Sender:} must be identities of the account, as MAIL FROM must
 * @param traceClientAddress whether the client's address stands in {@code Received:}
 * @param authenticationResults whether messages bear {@code Authentication-Results:} (RFC 8601)
 * @param subaddresses what separates a tag from an address; empty: nothing does
 * @param grants what accounts and roles may, beside what the database says
 */
public record PolicySettings(
        Mode mode,
        boolean checkHeader,
        boolean traceClientAddress,
        boolean authenticationResults,
        String subaddresses,
        List<Grant> grants) {

    public PolicySettings {
        grants = List.copyOf(grants);
    }

    /** What becomes of what is forbidden. */
    public enum Mode {
        ENFORCE,
        REPORT
    }

    /**
     * What some accounts may. Patterns of addresses are {@code alice@example.org}, {@code *@example.org} and
     * {@code *@*.example.org}.
     *
     * @param accounts names, {@code *@example.org}, or {@code *}
     * @param send as whom they may send
     * @param onBehalf who may stand in {@code From:} where {@code Sender:} is one of theirs
     * @param actAs accounts that they may act as
     * @param to recipients that they may send to, or {@code *}; none: no limit by this
     * @param notTo recipients that they may not send to
     */
    public record Grant(
            List<String> accounts,
            List<String> roles,
            List<String> send,
            List<String> onBehalf,
            List<String> actAs,
            boolean nullSender,
            List<String> to,
            List<String> notTo) {

        public Grant {
            accounts = List.copyOf(accounts);
            roles = List.copyOf(roles);
            send = List.copyOf(send);
            onBehalf = List.copyOf(onBehalf);
            actAs = List.copyOf(actAs);
            to = List.copyOf(to);
            notTo = List.copyOf(notTo);
        }
    }
}
