package io.vouchpost.probe;

import java.util.List;
import java.util.stream.Collectors;

/** What a server lets people do before there is any TLS: nothing that takes a password (RFC 8314 §3.2). */
final class Cleartext {
    private static final String CANCELLED = "*";
    private static final String REMEDY = "offer log-ins after STARTTLS only (in Postfix: smtpd_tls_auth_only = yes)";

    private Cleartext() {}

    static void check(Conversation with, EhloResponse offer, Notes notes) throws Obstacle {
        notes.begin(Step.CLEARTEXT);
        var offered = offer.mechanisms();
        var open = offered.stream()
                .filter(name -> List.of("PLAIN", "LOGIN").contains(name))
                .collect(Collectors.joining(" and "));
        if (!open.isEmpty()) {
            notes.failed(open + " offered without TLS: passwords go in the clear", REMEDY);
        } else if (!offered.isEmpty()) {
            notes.warn("a log-in is offered without TLS: " + String.join(" ", offered), REMEDY);
        }
        var reply = with.say("AUTH PLAIN");
        if (reply.code() == 334) {
            with.say(CANCELLED);
            notes.failed("a log-in without TLS is not refused: AUTH PLAIN asks for the password", REMEDY);
        } else if (offered.isEmpty()) {
            notes.ok("no log-in without TLS: " + reply);
        }
    }
}
