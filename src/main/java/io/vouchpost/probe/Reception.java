package io.vouchpost.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** From the connection to an EHLO over TLS: how a server receives its clients, before anybody has a name. */
final class Reception {
    private static final List<String> WORTH_TELLING =
            List.of("PIPELINING", "8BITMIME", "SMTPUTF8", "CHUNKING", "DSN", "ENHANCEDSTATUSCODES", "REQUIRETLS");

    private static final List<String> MODERN = List.of("_GCM_", "_CHACHA20_", "_CCM");

    private final String host;
    private final Plan.Endpoint endpoint;
    private final CertificateCheck certificates;
    private final Conversation with;
    private final Notes notes;

    Reception(String host, Plan.Endpoint endpoint, CertificateCheck certificates, Conversation with, Notes notes) {
        this.host = host;
        this.endpoint = endpoint;
        this.certificates = certificates;
        this.with = with;
        this.notes = notes;
    }

    Encounter receive() throws Obstacle {
        return switch (endpoint.tls()) {
            case IMPLICIT -> implicit();
            case STARTTLS -> startTls();
            case NONE -> inTheClear();
        };
    }

    private Encounter implicit() throws Obstacle {
        var secured = secure();
        boolean sound = judge(secured);
        greeting();
        return encounter(ehlo(), Optional.of(secured), sound);
    }

    private Encounter startTls() throws Obstacle {
        greeting();
        var before = ehlo();
        Cleartext.check(with, before, notes);
        notes.begin(Step.STARTTLS);
        if (!before.has("STARTTLS")) {
            throw new Obstacle(
                    "the server does not offer STARTTLS: nobody can log in safely here",
                    "give it a certificate and a key, or take port 465");
        }
        var reply = with.say("STARTTLS");
        if (reply.code() != 220) {
            throw new Obstacle("STARTTLS is offered, but refused: " + reply, "see the server's log");
        }
        if (with.hasMore()) {
            throw new Obstacle(
                    "something stands behind the reply to STARTTLS, in the clear, that clients would take as"
                            + " protected",
                    "somebody between puts in what the server did not say, or the server has a bug (CVE-2021-33515"
                            + " and the like)");
        }
        notes.ok("offered, and begun: " + reply);
        var secured = secure();
        boolean sound = judge(secured);
        return encounter(ehlo(), Optional.of(secured), sound);
    }

    private Encounter inTheClear() throws Obstacle {
        greeting();
        var offer = ehlo();
        Cleartext.check(with, offer, notes);
        notes.begin(Step.TLS);
        notes.warn("no TLS, as asked for: everybody on the way reads along", "--tls starttls or --tls implicit");
        return encounter(offer, Optional.empty(), true);
    }

    private Encounter encounter(EhloResponse offer, Optional<Secured> secured, boolean sound) {
        capabilities(offer);
        mechanisms(offer);
        return new Encounter(host, endpoint.port(), with, offer, secured, sound);
    }

    private void greeting() throws Obstacle {
        notes.begin(Step.GREETING);
        var reply = with.read();
        if (reply.code() != 220) {
            throw new Obstacle(
                    "the server does not want us: " + reply,
                    reply.isTransient() ? "try again in a minute" : "is this address blocked there? see its log");
        }
        var name = reply.first().split(" ", 2)[0];
        boolean same = name.equalsIgnoreCase(host);
        notes.ok(
                same ? "it calls itself " + name : "it calls itself " + name + ", which need not be " + host,
                Map.of("name", name));
    }

    private EhloResponse ehlo() throws Obstacle {
        notes.begin(Step.EHLO);
        var reply = with.say("EHLO " + with.literal());
        if (!reply.isPositive()) {
            throw new Obstacle("EHLO was refused: " + reply, "see the server's log");
        }
        var offer = EhloResponse.of(reply);
        notes.ok(
                offer.keywords().size() + " extensions",
                Map.of("extensions", List.copyOf(offer.keywords().keySet())));
        return offer;
    }

    private Secured secure() throws Obstacle {
        notes.begin(Step.TLS);
        var secured = with.startTls(host, endpoint.port());
        var said = secured.version() + " with " + secured.cipher();
        var detail = Map.of("version", secured.version(), "cipher", secured.cipher());
        if (isOutdated(secured.cipher())) {
            notes.add(
                    Outcome.WARN,
                    said + ", a cipher of the last century",
                    "let the server prefer ECDHE with AES-GCM or ChaCha20 (RFC 9325)",
                    detail);
        } else {
            notes.ok(said, detail);
        }
        return secured;
    }

    /** Without forward secrecy, or without authenticated encryption (RFC 9325 §4.2). */
    private static boolean isOutdated(String cipher) {
        return cipher.startsWith("TLS_RSA_") || MODERN.stream().noneMatch(cipher::contains);
    }

    private boolean judge(Secured secured) {
        notes.begin(Step.CERTIFICATE);
        return certificates.isSound(secured.chain(), host, notes);
    }

    private void capabilities(EhloResponse offer) {
        notes.begin(Step.CAPABILITIES);
        var has = new ArrayList<String>();
        var lacks = new ArrayList<String>();
        WORTH_TELLING.forEach(keyword -> (offer.has(keyword) ? has : lacks).add(keyword));
        notes.ok(
                inWords(size(offer))
                        + (has.isEmpty() ? "" : "; " + String.join(", ", has))
                        + (lacks.isEmpty() ? "" : "; not " + String.join(", ", lacks)),
                Map.of("size", size(offer), "has", has, "lacks", lacks));
    }

    private static String inWords(long size) {
        return size == 0
                ? "messages of any size"
                : String.format(Locale.ROOT, "messages up to %.1f MiB", size / (1024.0 * 1024.0));
    }

    /** RFC 1870 §4; 0 where it is not told. */
    private static long size(EhloResponse offer) {
        var size = offer.parameter("SIZE");
        return size.matches("[0-9]{1,15}") ? Long.parseLong(size) : 0;
    }

    private void mechanisms(EhloResponse offer) {
        notes.begin(Step.MECHANISMS);
        if (offer.mechanisms().isEmpty()) {
            notes.failed("no log-in is offered", "switch authentication on for this port");
        }
        for (var mechanism : offer.mechanisms()) {
            var strength = Strength.of(mechanism);
            var outcome =
                    switch (strength) {
                        case STRONG, FINE, UNKNOWN -> Outcome.OK;
                        case WEAK -> Outcome.WARN;
                        case NONE -> Outcome.FAILED;
                    };
            notes.add(
                    outcome,
                    mechanism + ", " + Strength.inWords(mechanism),
                    outcome == Outcome.OK ? "" : "offer it only where a device can do nothing else",
                    Map.of("mechanism", mechanism, "strength", strength.word()));
        }
    }
}
