package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * NTLM, which Microsoft's programs call Secure Password Authentication (MS-NLMP, MS-SMTPNTLM): the client's flags, at once or
 * after an empty challenge; a challenge; the response. Nothing is signed or sealed afterwards.
 */
public final class Ntlm implements Mechanism {
    /** As NetBIOS has it. */
    private static final int LONGEST_TARGET = 15;

    private final String target;
    private final boolean v1Allowed;
    private final Supplier<byte[]> nonces;
    private final Clock clock;

    /**
     * @param target what the server calls itself, in ASCII; see {@link #target}
     * @param v1Allowed whether NTLM's first version is taken, for clients that know no other
     */
    public Ntlm(String target, boolean v1Allowed) {
        this(target, v1Allowed, random(), Clock.systemUTC());
    }

    /**
     * @param nonces of eight octets
     */
    Ntlm(String target, boolean v1Allowed, Supplier<byte[]> nonces, Clock clock) {
        this.target = target;
        this.v1Allowed = v1Allowed;
        this.nonces = nonces;
        this.clock = clock;
    }

    /** The host's name as NetBIOS would have it: the first label, in capitals. It has no dot, so no address ends in it. */
    public static String target(String hostname) {
        int dot = hostname.indexOf('.');
        String label = (dot < 0 ? hostname : hostname.substring(0, dot)).toUpperCase(Locale.ROOT);
        return label.substring(0, Math.min(label.length(), LONGEST_TARGET));
    }

    private static Supplier<byte[]> random() {
        var random = new SecureRandom();
        return () -> {
            var nonce = new byte[NtlmChallenge.OCTETS];
            random.nextBytes(nonce);
            return nonce;
        };
    }

    @Override
    public String name() {
        return "NTLM";
    }

    @Override
    public Exchange start(Credentials credentials, Channel channel) {
        return new Negotiation(credentials);
    }

    private final class Negotiation implements Exchange {
        private final Credentials credentials;
        private Optional<NtlmChallenge> challenge = Optional.empty();
        private boolean answered;

        Negotiation(Credentials credentials) {
            this.credentials = credentials;
        }

        @Override
        public Future<Step> next(Optional<Secret> response) {
            if (response.isEmpty()) {
                return Future.succeededFuture(new Step.Challenge(""));
            }
            var octets = response.get().octets();
            return challenge.map(issued -> authenticate(octets, issued)).orElseGet(() -> negotiate(octets));
        }

        private Future<Step> negotiate(byte[] octets) {
            var negotiate = NtlmNegotiate.read(octets);
            challenge = negotiate.map(asked -> new NtlmChallenge(asked.flags(), nonces.get()));
            return challenge
                    .map(issued ->
                            Future.<Step>succeededFuture(Step.Challenge.of(issued.message(target, clock.instant()))))
                    .orElseGet(() -> invalid("no NTLM message of type 1"));
        }

        /** One answer to each challenge, be it understood or not. */
        private Future<Step> authenticate(byte[] octets, NtlmChallenge issued) {
            if (answered) {
                return invalid("this challenge of NTLM was answered before");
            }
            answered = true;
            return NtlmAuthenticate.read(octets, issued.flags())
                    .map(message -> check(message, issued).onComplete(done -> message.close()))
                    .orElseGet(() -> invalid("no NTLM message of type 3"));
        }

        private Future<Step> check(NtlmAuthenticate message, NtlmChallenge issued) {
            var name = NtlmName.of(message.user(), message.domain(), target);
            if (name.getBytes(StandardCharsets.UTF_8).length > Names.LONGEST) {
                return invalid("a name is longer than " + Names.LONGEST + " octets");
            }
            return NtlmProof.of(message, issued)
                    .map(proof -> prove(name, proof).<Step>map(verdict -> new Step.Done(name, verdict)))
                    .orElseGet(() -> invalid("a response of no version of NTLM"));
        }

        /** A proof that is not allowed is tried like any other, so that it costs the same, and the guard hears of it. */
        private Future<Verdict> prove(String name, NtlmProof proof) {
            boolean allowed = v1Allowed || !proof.isFirstVersion();
            var forbidden = new AtomicBoolean();
            return credentials
                    .verifiers(name, Form.NT_HASH)
                    .compose(verifiers -> verifiers.prove(hash -> {
                        boolean fits = proof.fits(hash);
                        forbidden.compareAndSet(false, fits && !allowed);
                        return fits && allowed;
                    }))
                    .map(verdict -> forbidden.get() && verdict instanceof Verdict.Rejected
                            ? new Verdict.Rejected(Reason.NTLM_V1) // tells the operator that the password was right
                            : verdict);
        }

        private Future<Step> invalid(String problem) {
            return Future.succeededFuture(new Step.Invalid(problem));
        }
    }
}
