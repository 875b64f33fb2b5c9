package io.vouchpost.sasl;

import static io.vouchpost.sasl.ServerFirst.invalid;

import io.vertx.core.Future;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * DIGEST-MD5 (RFC 2831), quality of protection "auth" only and without subsequent authentication: each nonce lives and dies
 * with its exchange, so that nothing can be replayed.
 */
public final class DigestMd5 implements Mechanism {
    /** A multiple of three: base64 without padding, which some clients take for the end of a value. */
    private static final int NONCE_OCTETS = 24;

    private final String service;
    private final String realm;
    private final Set<String> names;
    private final Supplier<String> nonces;

    /**
     * @param realm in which the verifiers were made; not empty, without controls
     * @param names that clients may know us by, in any case: host name and realm, at least
     */
    public DigestMd5(String realm, Set<String> names) {
        this("smtp", realm, names, nonces(new SecureRandom()));
    }

    DigestMd5(String service, String realm, Set<String> names, Supplier<String> nonces) {
        this.service = service;
        this.realm = realm;
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.nonces = nonces;
    }

    private static Supplier<String> nonces(SecureRandom random) {
        return () -> {
            var octets = new byte[NONCE_OCTETS];
            random.nextBytes(octets);
            return Base64.getEncoder().encodeToString(octets);
        };
    }

    @Override
    public String name() {
        return "DIGEST-MD5";
    }

    @Override
    public Exchange start(Credentials credentials, Channel channel) {
        var challenge = new DigestChallenge(service, realm, names, nonces.get());
        var dialogue = new Dialogue(challenge, credentials);
        return new ServerFirst(challenge.octets(), dialogue::check, dialogue::end);
    }

    private static final class Dialogue {
        private final DigestChallenge challenge;
        private final Credentials credentials;
        /** Of the secret that was proven; which may be tried on another thread. */
        private volatile byte[] rspauth = {};

        private Optional<Step> outcome = Optional.empty();

        Dialogue(DigestChallenge challenge, Credentials credentials) {
            this.challenge = challenge;
            this.credentials = credentials;
        }

        Future<Step> check(byte[] response) {
            var directives = DigestDirectives.parse(response);
            if (directives.isEmpty()) {
                return invalid("not the directives of a digest-response");
            }
            var sent = directives.get();
            return challenge.problem(sent).map(ServerFirst::invalid).orElseGet(() -> prove(sent));
        }

        private Future<Step> prove(DigestDirectives sent) {
            String authcid = DigestChallenge.text(value(sent, "username"), DigestChallenge.charset(sent));
            String authzid = DigestChallenge.text(sent.get("authzid").orElse(""), StandardCharsets.UTF_8);
            byte[] claimed = HexFormat.of().parseHex(value(sent, "response"));
            var proof = new DigestProof(
                    value(sent, "nonce"),
                    value(sent, "nc"),
                    value(sent, "cnonce"),
                    "auth",
                    value(sent, "digest-uri"),
                    sent.get("authzid"));
            return credentials
                    .verifiers(authcid, Form.DIGEST_MD5)
                    .compose(verifiers -> verifiers.prove(secret -> fits(secret, proof, claimed)))
                    .compose(verdict -> Authzid.settle(authzid, authcid, verdict, credentials))
                    .map(verdict -> answer(authcid, verdict));
        }

        /** Does the same whether it fits or not. */
        private boolean fits(Secret secret, DigestProof proof, byte[] claimed) {
            byte[] ours = proof.rspauth(secret);
            boolean equal = MessageDigest.isEqual(proof.response(secret), claimed);
            rspauth = equal ? ours : rspauth;
            return equal;
        }

        /** Only who has proven its secret sees ours, and is let in once it has answered to that (RFC 4954 §4). */
        private Step answer(String authcid, Verdict verdict) {
            var done = new Step.Done(authcid, verdict);
            if (!(verdict instanceof Verdict.Accepted)) {
                return done;
            }
            outcome = Optional.of(done);
            return Step.Challenge.of(
                    ("rspauth=" + HexFormat.of().formatHex(rspauth)).getBytes(StandardCharsets.US_ASCII));
        }

        Future<Step> end(byte[] response) {
            return response.length == 0 && outcome.isPresent()
                    ? Future.succeededFuture(outcome.get())
                    : invalid("a response to rspauth that is not empty");
        }

        /** Of a directive that is known to be there. */
        private static String value(DigestDirectives sent, String name) {
            return sent.get(name).orElseThrow();
        }
    }
}
