package io.vouchpost.tls;

import io.netty.handler.ssl.OpenSsl;
import io.vouchpost.config.TlsSettings;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/**
 * The ciphers offered, best first; the server's order decides. Where nothing is configured: those of TLS 1.3, and of TLS 1.2
 * those with forward secrecy and AEAD (Mozilla's "intermediate" without finite-field Diffie-Hellman, RFC 9325 §4.2).
 */
record CipherPolicy(List<String> suites, Set<String> versions) {
    static final CipherPolicy STRONG = new CipherPolicy(
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
            Set.of());

    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");
    /** What BoringSSL has of TLS 1.3: it speaks all of them or none. */
    private static final List<String> TLS13_OF_BORINGSSL = STRONG.suites().subList(0, 3);
    /** No encryption, no authentication, or broken: RFC 9325 §4.1 forbids them all. */
    private static final Pattern WORTHLESS =
            Pattern.compile(".*(_NULL_|_anon_|_EXPORT|_RC4_|_RC2_|_DES_|_DES40_|_3DES_|_IDEA_).*");
    /** A server with a certificate never chooses these, or they are no ciphers at all. */
    private static final Pattern NOT_FOR_CERTIFICATES = Pattern.compile(".*(_PSK_|_SRP_|_KRB5_|_SCSV).*");

    CipherPolicy {
        suites = List.copyOf(suites);
        versions = Set.copyOf(versions);
    }

    /**
     * What the settings ask for.
     *
     * @param boringSsl whether that is the engine, else the Java runtime
     * @param keyAlgorithm of the server's certificate: {@code RSA} or {@code EC}
     * @throws UnusableTls where a suite is unknown, or where nothing is left to be spoken
     */
    static CipherPolicy of(TlsSettings settings, boolean boringSsl, String keyAlgorithm) throws UnusableTls {
        int from = VERSIONS.indexOf(settings.minimumVersion());
        if (from < 0) {
            throw new UnusableTls("tls.minimumVersion must be one of " + VERSIONS);
        }
        var allowed = VERSIONS.subList(from, VERSIONS.size());
        if (settings.ciphers().isEmpty()) {
            return new CipherPolicy(STRONG.suites(), Set.copyOf(allowed));
        }
        var suites = List.copyOf(new LinkedHashSet<>(settings.ciphers()));
        checkNames(suites, boringSsl);
        var versions = allowed.stream()
                .filter(version -> suites.stream()
                        .anyMatch(suite -> versionOf(suite).equals(version) && fits(suite, keyAlgorithm)))
                .collect(Collectors.toUnmodifiableSet());
        if (versions.isEmpty()) {
            throw new UnusableTls("tls.ciphers leaves nothing to speak: none of its suites is for " + allowed
                    + " and a certificate with a key of the kind " + keyAlgorithm);
        }
        if (boringSsl && versions.contains("TLSv1.3") && !suites.containsAll(TLS13_OF_BORINGSSL)) {
            throw new UnusableTls("tls.ciphers names only some suites of TLS 1.3, but the engine \"openssl\" speaks "
                    + TLS13_OF_BORINGSSL + " together or none of them: name all or none, or set tls.engine to \"jdk\"");
        }
        return new CipherPolicy(suites, versions);
    }

    private static void checkNames(List<String> suites, boolean boringSsl) throws UnusableTls {
        var known = boringSsl ? OpenSsl.availableJavaCipherSuites() : suitesOfTheRuntime();
        for (var suite : suites) {
            if (WORTHLESS.matcher(suite).matches()) {
                throw new UnusableTls(
                        "tls.ciphers: " + suite + " protects nothing, and is not to be had (RFC 9325 §4.1)");
            }
            if (!known.contains(suite) || NOT_FOR_CERTIFICATES.matcher(suite).matches()) {
                throw new UnusableTls(String.format(
                        Locale.ROOT,
                        "tls.ciphers: \"%s\" is no registered name of a cipher suite that the engine \"%s\" speaks;"
                                + " such a name is %s",
                        suite,
                        boringSsl ? "openssl" : "jdk",
                        STRONG.suites().get(4)));
            }
        }
    }

    private static Set<String> suitesOfTheRuntime() throws UnusableTls {
        try {
            return new HashSet<>(
                    List.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()));
        } catch (NoSuchAlgorithmException e) {
            throw new UnusableTls("the Java runtime has no TLS");
        }
    }

    /** By its name: since TLS 1.3 a suite says nothing of how keys are agreed on. */
    private static String versionOf(String suite) {
        return suite.contains("_WITH_") ? "TLSv1.2" : "TLSv1.3";
    }

    private static boolean fits(String suite, String keyAlgorithm) {
        return !suite.contains("_WITH_") || suite.contains("_ECDSA_") == keyAlgorithm.equals("EC");
    }

    /** The suites as Vert.x is given them, which keeps them as a set that has no order: each behind its place. */
    List<String> placed() {
        return IntStream.range(0, suites.size())
                .mapToObj(place -> String.format(Locale.ROOT, "%03d %s", place, suites.get(place)))
                .toList();
    }

    /** The suites out of that set, in order again. */
    static Set<String> inOrder(Collection<String> placed) {
        return placed.stream()
                .sorted()
                .map(suite -> suite.substring(suite.indexOf(' ') + 1))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
