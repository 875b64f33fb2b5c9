package io.vouchpost.probe;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges the certificates that a server has shown, each thing by itself: when they end, whose they are, who vouches. */
final class CertificateCheck {
    private static final int LEAST_RSA_BITS = 2048;
    private static final Set<String> FOR_SERVERS = Set.of("1.3.6.1.5.5.7.3.1", "2.5.29.37.0");

    private final List<X509Certificate> anchors;
    private final Clock clock;
    private final Duration warning;

    /** @param anchors whom to trust */
    CertificateCheck(List<X509Certificate> anchors, Clock clock, Duration warning) {
        this.anchors = List.copyOf(anchors);
        this.clock = clock;
        this.warning = warning;
    }

    /** Whether a password may go there. */
    boolean isSound(List<X509Certificate> sent, String host, Notes notes) {
        var now = clock.instant();
        try {
            var path = CertificatePath.of(sent, anchors, now);
            tellEach(sent, path.needed(), now, notes);
            boolean fits = isFit(sent.get(0), host, notes);
            tellWhoVouches(sent, path, now, notes);
            return fits && path.isInForce(now);
        } catch (GeneralSecurityException e) {
            tellEach(sent, sent, now, notes);
            isFit(sent.get(0), host, notes);
            tellWhy(sent, e, notes);
            return false;
        }
    }

    /** Both are told, whatever the first comes to. */
    private static boolean isFit(X509Certificate own, String host, Notes notes) {
        boolean named = isNamed(own, host, notes);
        return isForServers(own, notes) && named;
    }

    /** @param needed those by which it is decided: a client of today passes over others */
    private void tellEach(List<X509Certificate> sent, List<X509Certificate> needed, Instant now, Notes notes) {
        for (int i = 0; i < sent.size(); i++) {
            var certificate = sent.get(i);
            var place = (i + 1) + " of " + sent.size();
            tellWhen(certificate, place, needed.contains(certificate), now, notes);
            if (certificate.getPublicKey() instanceof RSAKey key
                    && key.getModulus().bitLength() < LEAST_RSA_BITS) {
                notes.warn(
                        place + ": its RSA key has " + key.getModulus().bitLength() + " bits",
                        "use 2048 or more, or EC");
            }
        }
    }

    private void tellWhen(X509Certificate certificate, String place, boolean needed, Instant now, Notes notes) {
        var ends = certificate.getNotAfter().toInstant();
        var left = Duration.between(now, ends);
        var said = place + ": " + name(certificate) + ", issued by "
                + certificate.getIssuerX500Principal().getName() + ", until " + day(ends);
        var detail = Map.of(
                "subject", certificate.getSubjectX500Principal().getName(),
                "issuer", certificate.getIssuerX500Principal().getName(),
                "expires", ends.toString(),
                "secondsLeft", left.toSeconds());
        var bad = needed ? Outcome.FAILED : Outcome.WARN;
        var superfluous = needed ? "" : ", but not needed";
        var renew = needed
                ? "renew it, and see why that did not happen by itself"
                : "take it out: the others are enough, and some devices stumble over it";
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            var remedy = needed ? "see the clock here and there" : renew;
            notes.add(bad, said + ", not valid yet" + superfluous, remedy, detail);
        } else if (left.isNegative()) {
            notes.add(bad, said + ", expired" + superfluous, renew, detail);
        } else {
            boolean soon = left.compareTo(warning) < 0;
            notes.add(
                    soon ? Outcome.WARN : Outcome.OK,
                    said + ", " + (left.toDays() > 0 ? left.toDays() + " days" : left.toHours() + " hours") + " left"
                            + (soon ? superfluous : ""),
                    soon ? renew : "",
                    detail);
        }
    }

    private static String name(X509Certificate certificate) {
        var name = certificate.getSubjectX500Principal().getName();
        return name.isEmpty() ? CertificateNames.of(certificate).toString() : name;
    }

    private static boolean isNamed(X509Certificate own, String host, Notes notes) {
        var names = CertificateNames.of(own);
        if (names.has(host)) {
            notes.ok("it is for " + host, Map.of("names", names.all()));
            return true;
        }
        notes.add(
                Outcome.FAILED,
                "it is not for " + host + ", but for " + names,
                "use a name that is in it, or get one with " + host + " in its subjectAltName",
                Map.of("names", names.all()));
        return false;
    }

    private static boolean isForServers(X509Certificate own, Notes notes) {
        try {
            var uses = own.getExtendedKeyUsage();
            if (uses == null || uses.stream().anyMatch(FOR_SERVERS::contains)) {
                return true;
            }
        } catch (CertificateParsingException e) {
            // told as the other
        }
        notes.failed("it is not for servers, by its extended key usage", "get one for TLS servers (serverAuth)");
        return false;
    }

    private static void tellWhoVouches(List<X509Certificate> sent, CertificatePath path, Instant now, Notes notes) {
        if (path.needed().size() == 1) {
            notes.ok("it is one of those to be trusted itself");
            return;
        }
        var root = path.anchor().getSubjectX500Principal().getName();
        if (!sent.contains(path.anchor()) && !CertificatePath.isInForce(path.anchor(), now)) {
            notes.add(
                    Outcome.FAILED,
                    "the chain ends at " + root + ", which is not in force: until "
                            + day(path.anchor().getNotAfter().toInstant()),
                    "get one from an authority that is, and give that to every client",
                    Map.of("root", root));
        } else if (isInOrder(sent)) {
            notes.ok("the chain is complete and ends at " + root, Map.of("root", root));
        } else {
            notes.add(
                    Outcome.WARN,
                    "the chain is complete and ends at " + root + ", but is not in order",
                    "put each certificate below the one that it signed; some devices insist on it",
                    Map.of("root", root));
        }
    }

    private static boolean isInOrder(List<X509Certificate> chain) {
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                return false;
            }
        }
        return true;
    }

    private static void tellWhy(List<X509Certificate> chain, GeneralSecurityException e, Notes notes) {
        var last = chain.get(chain.size() - 1);
        var issuer = last.getIssuerX500Principal();
        boolean ends = issuer.equals(last.getSubjectX500Principal());
        if (ends && chain.size() == 1) {
            notes.failed(
                    "it is self-signed, which mail programs do not trust",
                    "get one from an authority; to trust it here nevertheless: --ca FILE");
        } else if (ends) {
            notes.failed(
                    "the chain ends at " + issuer.getName() + ", whom nobody trusts by default",
                    "a private authority? give its certificate with --ca FILE, and to every client");
        } else if (e instanceof CertPathBuilderException && e.getCause() == null) {
            notes.failed(
                    "the chain has a gap: " + issuer.getName() + ", who signed the last, was not sent and is not known",
                    "configure the whole chain (fullchain.pem); of a private authority, give --ca FILE");
        } else {
            notes.failed("the chain cannot be trusted: " + reason(e), "see what signed it, and how");
        }
    }

    private static String reason(Throwable e) {
        var deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }

    private static String day(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }
}
