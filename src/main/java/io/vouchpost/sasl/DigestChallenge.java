package io.vouchpost.sasl;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One digest-challenge (RFC 2831 §2.1.1), and what an answer to it must keep to.
 *
 * @param service the type in the client's digest-uri
 * @param realm without controls
 * @param names the hosts in the client's digest-uri that are us, in lower case
 * @param nonce without quotes and backslashes; never the same again
 */
record DigestChallenge(String service, String realm, Set<String> names, String nonce) {
    private static final int DIGITS = 32;

    private record Rule(Predicate<DigestDirectives> kept, String problem) {}

    /** Clients there are that compare the algorithm, unquoted, to the letter; and some fail without a realm. */
    byte[] octets() {
        return ("realm=\"" + realm.replace("\\", "\\\\").replace("\"", "\\\"") + "\",nonce=\"" + nonce
                        + "\",qop=\"auth\",algorithm=md5-sess,charset=utf-8")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** In which the client has sent its user name and the realm. */
    static Charset charset(DigestDirectives sent) {
        return sent.get("charset").isPresent() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    }

    /** The text of octets that have a character each. */
    static String text(String octets, Charset charset) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), charset);
    }

    /** What is wrong with an answer, whoever sent it; nothing of it stands in the text. */
    Optional<String> problem(DigestDirectives sent) {
        return Stream.of(
                        new Rule(this::inCharset, "charset is not utf-8"),
                        new Rule(this::hasName, "username is missing or longer than " + Names.LONGEST + " octets"),
                        new Rule(this::inRealm, "realm is not that of the challenge, \"" + realm + "\""),
                        new Rule(
                                it -> it.get("nonce").equals(Optional.of(nonce)), "nonce is not that of the challenge"),
                        new Rule(it -> it.get("nc").equals(Optional.of("00000001")), "nc is not 00000001"),
                        new Rule(
                                it -> it.get("cnonce")
                                        .filter(value -> !value.isEmpty())
                                        .isPresent(),
                                "no cnonce"),
                        new Rule(it -> it.get("qop").orElse("auth").equals("auth"), "qop is not auth"),
                        new Rule(this::isForUs, "digest-uri is not for " + service + " on one of " + names),
                        new Rule(this::hasProof, "response is not 32 hexadecimal digits"),
                        new Rule(it -> isShort(it.get("authzid").orElse("")), "authzid is too long"))
                .filter(rule -> !rule.kept().test(sent))
                .map(Rule::problem)
                .findFirst();
    }

    private boolean inCharset(DigestDirectives sent) {
        return sent.get("charset").orElse("utf-8").equalsIgnoreCase("utf-8");
    }

    private boolean hasName(DigestDirectives sent) {
        return sent.get("username").filter(DigestChallenge::isShort).isPresent();
    }

    private boolean inRealm(DigestDirectives sent) {
        return sent.get("realm")
                .filter(octets -> text(octets, charset(sent)).equals(realm))
                .isPresent();
    }

    /**
     * {@code service/host}, or {@code service/host/name} where a name stands for several hosts. The mail client of Vert.x
     * leaves the host empty.
     */
    private boolean isForUs(DigestDirectives sent) {
        var parts = sent.get("digest-uri").orElse("").toLowerCase(Locale.ROOT).split("/", 3);
        return parts.length > 1 && parts[0].equals(service) && (names.contains(parts[1]) || parts[1].isEmpty());
    }

    private boolean hasProof(DigestDirectives sent) {
        return sent.get("response")
                .filter(value -> value.length() == DIGITS && value.chars().allMatch(HexFormat::isHexDigit))
                .isPresent();
    }

    private static boolean isShort(String octets) {
        return octets.length() <= Names.LONGEST;
    }
}
