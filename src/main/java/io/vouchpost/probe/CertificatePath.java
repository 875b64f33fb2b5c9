package io.vouchpost.probe;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way from a server's certificate up to one that is trusted. A server may send more than is needed for it, such as an old
 * cross-signature, by which nothing is decided.
 *
 * @param needed the server's own first, the trusted one last
 */
record CertificatePath(List<X509Certificate> needed) {
    CertificatePath {
        needed = List.copyOf(needed);
    }

    /**
     * One that is in force now, if there is any; or one that was.
     *
     * @param sent the server's own first
     * @param anchors whom to trust
     * @throws GeneralSecurityException where there is none
     */
    static CertificatePath of(List<X509Certificate> sent, List<X509Certificate> anchors, Instant now)
            throws GeneralSecurityException {
        if (anchors.contains(sent.get(0))) {
            return new CertificatePath(List.of(sent.get(0)));
        }
        var living = anchors.stream().filter(anchor -> isInForce(anchor, now)).toList();
        try {
            return at(now, sent, living);
        } catch (GeneralSecurityException e) {
            return outOfForce(sent, anchors, now, e);
        }
    }

    /** What has expired is judged by who signed it nevertheless, at a time when it was in force. */
    private static CertificatePath outOfForce(
            List<X509Certificate> sent, List<X509Certificate> anchors, Instant now, GeneralSecurityException before)
            throws GeneralSecurityException {
        var refusal = before;
        for (var time : times(sent, now)) {
            try {
                return at(time, sent, anchors);
            } catch (GeneralSecurityException e) {
                refusal = e;
            }
        }
        throw refusal;
    }

    /** Now, and the last second of each that has expired, the latest first. */
    private static List<Instant> times(List<X509Certificate> sent, Instant now) {
        var ends = sent.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .filter(end -> end.isBefore(now))
                .map(end -> end.minusSeconds(1))
                .sorted(Comparator.reverseOrder());
        return Stream.concat(Stream.of(now), ends).toList();
    }

    private static CertificatePath at(Instant time, List<X509Certificate> sent, List<X509Certificate> anchors)
            throws GeneralSecurityException {
        var target = new X509CertSelector();
        target.setCertificate(sent.get(0));
        var trusted = anchors.stream()
                .map(anchor -> new TrustAnchor(anchor, null))
                .collect(Collectors.toCollection(HashSet::new));
        var parameters = new PKIXBuilderParameters(trusted, target);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(sent)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(time));
        var found =
                (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
        var needed = new ArrayList<X509Certificate>();
        found.getCertPath().getCertificates().forEach(each -> needed.add((X509Certificate) each));
        needed.add(found.getTrustAnchor().getTrustedCert());
        return new CertificatePath(needed);
    }

    /** The trusted one. */
    X509Certificate anchor() {
        return needed.get(needed.size() - 1);
    }

    boolean isInForce(Instant now) {
        return needed.stream().allMatch(each -> isInForce(each, now));
    }

    static boolean isInForce(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }
}
