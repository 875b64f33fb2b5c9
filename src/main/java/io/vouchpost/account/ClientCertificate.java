package io.vouchpost.account;

import io.vouchpost.sasl.AccountName;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as a client has shown it, with what it sent of those above.
 *
 * @param chain not empty; the client's own first
 */
record ClientCertificate(List<X509Certificate> chain) {
    /** More between the client's and an authority's nobody has. */
    private static final int MOST_BETWEEN = 5;
    /** RFC 5280 §4.2.1.6: rfc822Name. */
    private static final int EMAIL_ADDRESS = 1;

    private static final int MOST_ADDRESSES = 20;
    private static final Set<String> FOR_CLIENTS = Set.of("1.3.6.1.5.5.7.3.2", "2.5.29.37.0");

    private X509Certificate own() {
        return chain.get(0);
    }

    Fingerprint fingerprint() {
        return Fingerprint.of(own());
    }

    boolean isValidAt(Instant time) {
        try {
            own().checkValidity(Date.from(time));
            return true;
        } catch (CertificateException outside) {
            return false;
        }
    }

    /** Its e-mail addresses, in the form of account names. */
    List<String> addresses() {
        try {
            var names = own().getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(EMAIL_ADDRESS).equals(name.get(0)))
                            .limit(MOST_ADDRESSES)
                            .flatMap(name -> AccountName.of(String.valueOf(name.get(1))).stream())
                            .map(AccountName::value)
                            .distinct()
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /**
     * Whether one of the authorities vouches for it (RFC 5280 §6), itself or through others that the client has sent or that
     * stand among the authorities. Nobody is asked whether it was revoked. Computes for milliseconds.
     */
    boolean isVouchedFor(List<X509Certificate> authorities, Instant time) {
        if (authorities.isEmpty() || !isForClients()) {
            return false;
        }
        if (authorities.contains(own())) {
            return true;
        }
        try {
            var target = new X509CertSelector();
            target.setCertificate(own());
            var anchors = authorities.stream()
                    .map(authority -> new TrustAnchor(authority, noConstraints()))
                    .collect(Collectors.toSet());
            var parameters = new PKIXBuilderParameters(anchors, target);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            parameters.setRevocationEnabled(false);
            parameters.setMaxPathLength(MOST_BETWEEN);
            parameters.setDate(Date.from(time));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (GeneralSecurityException nobody) {
            return false;
        }
    }

    private static byte @Nullable [] noConstraints() {
        return null;
    }

    /** One that does not say what it is for is for anything. */
    private boolean isForClients() {
        try {
            return Optional.ofNullable(own().getExtendedKeyUsage())
                    .map(usages -> usages.stream().anyMatch(FOR_CLIENTS::contains))
                    .orElse(true);
        } catch (CertificateParsingException e) {
            return false;
        }
    }
}
