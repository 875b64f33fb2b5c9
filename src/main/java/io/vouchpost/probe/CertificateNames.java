package io.vouchpost.probe;

import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Whom a certificate stands for (RFC 9525): its subjectAltName alone, since clients of today look at nothing else. */
record CertificateNames(List<String> dns, List<String> addresses) {
    private static final int DNS = 2;
    private static final int IP = 7;

    static CertificateNames of(X509Certificate certificate) {
        return new CertificateNames(named(certificate, DNS), named(certificate, IP));
    }

    private static List<String> named(X509Certificate certificate, int kind) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(kind))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    boolean has(String host) {
        if (LiteralAddress.of(host).isPresent()) {
            return addresses.stream().anyMatch(address -> LiteralAddress.same(address, host));
        }
        var wanted = ascii(host);
        return dns.stream().map(CertificateNames::ascii).anyMatch(name -> matches(name, wanted));
    }

    /** RFC 9525 §6.3: the star stands for the whole first label, and for one label only. */
    private static boolean matches(String name, String host) {
        int dot = host.indexOf('.');
        return name.equals(host)
                || (name.startsWith("*.") && dot > 0 && name.substring(1).equals(host.substring(dot)));
    }

    private static String ascii(String name) {
        var bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        try {
            return IDN.toASCII(bare).toLowerCase(Locale.ROOT);
        } catch (RuntimeException noName) {
            return bare.toLowerCase(Locale.ROOT);
        }
    }

    List<String> all() {
        return Stream.concat(dns.stream(), addresses.stream()).toList();
    }

    @Override
    public String toString() {
        var all = all();
        if (all.isEmpty()) {
            return "no name at all";
        }
        return String.join(", ", all.subList(0, Math.min(10, all.size()))) + (all.size() > 10 ? ", …" : "");
    }
}
