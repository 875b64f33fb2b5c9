package io.vouchpost.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import io.vouchpost.sasl.Actor.Role;
import io.vouchpost.tls.TestIdentity;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A mechanism that has to keep the contract, with a client that speaks it.
 *
 * @param channel on which it can succeed
 * @param script how a client goes about it
 * @param traits what of the contract does not make sense for it
 * @param same whether two responses mean the same: names differ in case, fields are there that no proof covers
 */
record Subject(
        Mechanism mechanism,
        Channel channel,
        Function<Role, Actor> script,
        List<Trait> traits,
        BiPredicate<byte[], byte[]> same) {

    enum Trait {
        /** What was said once can be said again: nothing in it is of this exchange alone. */
        REPLAYABLE,
        /** There is no way to say whom one wants to be. */
        NO_AUTHZID,
        /** Not what the client says counts, but its certificate. */
        NO_SECRET
    }

    private static final byte[] BINDING = "end point".getBytes(US_ASCII);
    private static final Map<String, byte[]> SALTED = new HashMap<>();
    private static final Pattern DIRECTIVE = Pattern.compile("([a-z-]+)[ \\t]*=[ \\t]*(\"[^\"]*\"|[^,]*)");
    private static final int NTLM_NT = 20;
    private static final int NTLM_DOMAIN = 28;
    private static final int NTLM_USER = 36;

    @Override
    public String toString() {
        return mechanism.name();
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** All mechanisms; one line for each. */
    static Stream<Subject> all() {
        return Stream.concat(
                Scram.all().stream().map(Subject::scram),
                Stream.of(
                        of(new Plain(), role -> Actor.ofJava("PLAIN", role), Subject::samePlain, Trait.REPLAYABLE),
                        of(
                                new Login(),
                                role -> Actor.saying(List.of(role.name(), role.secret())),
                                (one, other) -> text(one).equals(TwoAccounts.TIM) && sameText(one, other),
                                Trait.REPLAYABLE,
                                Trait.NO_AUTHZID),
                        of(
                                new CramMd5(Actor.HOST),
                                role -> Actor.ofJava("CRAM-MD5", role),
                                Subject::sameText,
                                Trait.NO_AUTHZID),
                        of(
                                new DigestMd5(TwoAccounts.REALM, Set.of(Actor.HOST, TwoAccounts.REALM)),
                                role -> Actor.ofJava("DIGEST-MD5", role),
                                Subject::sameDigest),
                        of(
                                new Ntlm(Actor.DOMAIN, false),
                                role -> Actor.ofJava("NTLM", role),
                                Subject::sameNtlm,
                                Trait.NO_AUTHZID),
                        of(
                                new Ntlm(Actor.DOMAIN, true),
                                role -> Actor.ofJava("NTLM", role),
                                Subject::sameNtlm,
                                Trait.NO_AUTHZID),
                        of(new Xoauth2(""), Subject::xoauth2, Subject::sameBearer, Trait.REPLAYABLE),
                        of(new OauthBearer("", ""), Subject::oauthBearer, Subject::sameBearer, Trait.REPLAYABLE),
                        external()));
    }

    private static Subject of(
            Mechanism mechanism, Function<Role, Actor> script, BiPredicate<byte[], byte[]> same, Trait... traits) {
        return new Subject(mechanism, Channel.BARE, script, List.of(traits), same);
    }

    private static Subject scram(Mechanism mechanism) {
        var plus = mechanism.name().endsWith("-PLUS");
        var hash = ScramMechanism.byName(mechanism.name());
        var channel = plus ? new Channel(List.of(), Map.of("tls-server-end-point", BINDING)) : Channel.BARE;
        return new Subject(
                mechanism,
                channel,
                role -> Actor.ofScram(mechanism.name(), role, salted(hash, role.secret()), BINDING),
                List.of(),
                Subject::sameScram);
    }

    private static byte[] salted(ScramMechanism hash, String secret) {
        return SALTED.computeIfAbsent(
                hash + secret,
                key -> ScramFunctions.saltedPassword(
                        hash,
                        StringPreparation.NO_PREPARATION,
                        secret.toCharArray(),
                        TwoAccounts.SALT,
                        TwoAccounts.ITERATIONS));
    }

    private static Subject external() {
        var channel = new Channel(List.of(TestIdentity.of("tim@example.org").certificate()), Map.of());
        return new Subject(
                new External(),
                channel,
                role -> Actor.saying(role.authzid().isEmpty() ? role.name() : role.authzid()),
                List.of(Trait.REPLAYABLE, Trait.NO_SECRET),
                (one, other) -> other.length == 0 || sameText(one, other));
    }

    private static Actor xoauth2(Role role) {
        var name = role.authzid().isEmpty() ? role.name() : role.authzid();
        return Actor.saying("user=" + name + "\1auth=Bearer " + role.secret() + "\1\1");
    }

    private static Actor oauthBearer(Role role) {
        var name = role.authzid().isEmpty() ? role.name() : role.authzid();
        return Actor.saying(
                "n,a=" + name + ",\1host=submit.example.org\1port=587\1auth=Bearer " + role.secret() + "\1\1");
    }

    private static boolean samePlain(byte[] one, byte[] other) {
        var ours = text(one).split("\0", -1);
        var theirs = text(other).split("\0", -1);
        return theirs.length == 3
                && ours[0].equalsIgnoreCase(theirs[0])
                && ours[1].equalsIgnoreCase(theirs[1])
                && ours[2].equals(theirs[2]);
    }

    /** The last character of base64 may have bits that mean nothing. */
    private static boolean sameScram(byte[] one, byte[] other) {
        var ours = text(one);
        var theirs = text(other);
        int proof = ours.lastIndexOf(",p=") + 3;
        if (proof < 3 || theirs.length() < proof || !ours.startsWith(theirs.substring(0, proof))) {
            return false;
        }
        try {
            var decoder = Base64.getDecoder();
            return Arrays.compare(decoder.decode(ours.substring(proof)), decoder.decode(theirs.substring(proof))) == 0;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** Names but for case; the token to the letter; pairs that nobody looks at do not matter. */
    private static boolean sameBearer(byte[] one, byte[] other) {
        return bearer(one).equals(bearer(other));
    }

    private static List<String> bearer(byte[] response) {
        return Stream.of(text(response).split("\1", -1))
                .filter(pair -> !pair.matches("(?i)[a-z]+=.*") || pair.matches("(?i)(user|auth)=.*"))
                .map(pair -> pair.toLowerCase(Locale.ROOT).startsWith("auth=bearer ")
                        ? pair.substring("auth=bearer ".length())
                        : pair.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Names of directives but for case, in any order; some may be left out, some mean nothing here. */
    private static boolean sameDigest(byte[] one, byte[] other) {
        return directives(one).equals(directives(other));
    }

    private static Map<String, String> directives(byte[] response) {
        var counted = new HashMap<String, String>();
        var found = DIRECTIVE.matcher(text(response).toLowerCase(Locale.ROOT));
        while (found.find()) {
            counted.merge(found.group(1), found.group(2).replace("\"", ""), String::concat);
        }
        counted.keySet()
                .retainAll(Set.of("username", "realm", "nonce", "cnonce", "nc", "digest-uri", "response", "authzid"));
        return counted;
    }

    /** In the message of type 3 the response and whom it is for; the rest, and all of type 1, no proof covers. */
    private static boolean sameNtlm(byte[] one, byte[] other) {
        if (one[8] == 1) {
            return true;
        }
        return payload(one, NTLM_NT).equals(payload(other, NTLM_NT))
                && payload(one, NTLM_DOMAIN).equals(payload(other, NTLM_DOMAIN))
                && payload(one, NTLM_USER).equalsIgnoreCase(payload(other, NTLM_USER));
    }

    private static String payload(byte[] message, int buffer) {
        if (message.length < buffer + 8) {
            return "none";
        }
        int length = (message[buffer] & 0xFF) | (message[buffer + 1] & 0xFF) << 8;
        int from = (message[buffer + 4] & 0xFF) | (message[buffer + 5] & 0xFF) << 8;
        return from + length > message.length ? "none" : new String(message, from, length, ISO_8859_1);
    }

    private static boolean sameText(byte[] one, byte[] other) {
        return text(one).equalsIgnoreCase(text(other));
    }

    private static String text(byte[] octets) {
        return new String(octets, ISO_8859_1);
    }
}
