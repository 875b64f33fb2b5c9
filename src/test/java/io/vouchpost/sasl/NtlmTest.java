package io.vouchpost.sasl;

import static io.vouchpost.sasl.NtlmExamples.NONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The exchange, with the user of MS-NLMP §4.2. */
class NtlmTest {
    private static final byte[] NOTHING = new byte[0];
    private static final int FLAGS = NtlmFlags.UNICODE | NtlmFlags.REQUEST_TARGET | NtlmFlags.NTLM;
    private static final Step.Done ACCEPTED = new Step.Done("User", new Verdict.Accepted("User"));
    private static final Step.Done REJECTED = new Step.Done("User", new Verdict.Rejected());

    private final NtlmAccount account = new NtlmAccount("User", "Password");

    private Exchange exchange(boolean v1Allowed) {
        var clock = Clock.fixed(Instant.parse("2003-06-17T10:00:00Z"), ZoneOffset.UTC);
        return new Ntlm("HOST", v1Allowed, NONCE::clone, clock).start(account, Channel.BARE);
    }

    private static Step next(Exchange exchange, byte[] response) {
        return exchange.next(Optional.of(Secret.ofOctets(response.clone()))).result();
    }

    private static Step challenged(Exchange exchange, int flags, byte[] response) {
        assertThat(next(exchange, NtlmExamples.negotiate(flags))).isInstanceOf(Step.Challenge.class);
        return next(exchange, response);
    }

    private static byte[] v2(String user, String domain, String password) {
        var nt = NtlmResponses.second(password, user.toUpperCase(Locale.ROOT), domain, NONCE);
        return NtlmExamples.authenticate(user, domain, NOTHING, nt);
    }

    @Test
    void theFirstMessageComesAtOnceOrAfterAnEmptyChallenge() {
        var patient = exchange(false);
        assertThat(patient.next(Optional.empty()).result()).isEqualTo(new Step.Challenge(""));
        var issued = next(patient, NtlmExamples.negotiate(FLAGS));
        assertThat(issued).isEqualTo(next(exchange(false), NtlmExamples.negotiate(FLAGS)));
        var octets = Base64.getDecoder().decode(((Step.Challenge) issued).base64());
        assertThat(octets).startsWith("NTLMSSP\0\2\0\0\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(octets).containsSequence(NONCE).containsSequence("HOST".getBytes(StandardCharsets.UTF_16LE));
        assertThat(next(patient, NtlmExamples.V2)).isEqualTo(ACCEPTED);
    }

    @Test
    void theSpecificationsUserLogsIn() {
        assertThat(challenged(exchange(false), FLAGS, NtlmExamples.V2)).isEqualTo(ACCEPTED);
        assertThat(challenged(exchange(true), FLAGS, NtlmExamples.V2)).isEqualTo(ACCEPTED);
        assertThat(challenged(exchange(true), FLAGS, NtlmExamples.V1)).isEqualTo(ACCEPTED);
        assertThat(challenged(exchange(true), FLAGS | NtlmFlags.EXTENDED_SESSION_SECURITY, NtlmExamples.V1_EXTENDED))
                .isEqualTo(ACCEPTED);
        assertThat(account.names).containsOnly("User");
    }

    @Test
    void aWrongPasswordIsRejected() {
        assertThat(challenged(exchange(false), FLAGS, v2("User", "Domain", "Password")))
                .isEqualTo(ACCEPTED);
        assertThat(challenged(exchange(false), FLAGS, v2("User", "Domain", "password")))
                .isEqualTo(REJECTED);
        assertThat(challenged(exchange(false), FLAGS, v2("User", "Domain", ""))).isEqualTo(REJECTED);
    }

    /** The store is asked and the guard hears of it as of any other guess; the log knows that it was none. */
    @Test
    void theFirstVersionIsRejectedUnlessAllowed() {
        for (var message : List.of(NtlmExamples.V1, NtlmExamples.V1_EXTENDED)) {
            assertThat(challenged(exchange(false), FLAGS | NtlmFlags.EXTENDED_SESSION_SECURITY, message))
                    .isEqualTo(new Step.Done("User", new Verdict.Rejected(Reason.NTLM_V1)));
        }
        var wrong = NtlmExamples.authenticate("User", "Domain", NOTHING, new byte[24]);
        assertThat(challenged(exchange(false), FLAGS, wrong)).isEqualTo(REJECTED);
        assertThat(account.proofs()).isEqualTo(3);
    }

    @Test
    void whoSendsNothingToGoByIsHeardAndRejected() {
        var lm = NtlmExamples.octets("98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13");
        var lmv2 = NtlmExamples.octets("86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa");
        for (var response : List.of(lm, lmv2, NOTHING, new byte[1])) {
            var message = NtlmExamples.authenticate("User", "Domain", response, NOTHING);
            assertThat(challenged(exchange(true), FLAGS, message)).isEqualTo(REJECTED);
        }
        var anonymous = NtlmExamples.authenticate("", "", new byte[1], NOTHING);
        assertThat(challenged(exchange(true), FLAGS, anonymous)).isEqualTo(new Step.Done("", new Verdict.Rejected()));
        assertThat(account.proofs()).isEqualTo(5);
    }

    /** MS-NLMP §3.2.5.1.2's anonymous client gets in nowhere, not even where somebody has no name. */
    @Test
    void nobodyIsNobody() {
        var nameless = new NtlmAccount("", "");
        var exchange = new Ntlm("HOST", true, NONCE::clone, Clock.systemUTC()).start(nameless, Channel.BARE);
        assertThat(challenged(exchange, FLAGS, v2("", "", ""))).isEqualTo(new Step.Done("", new Verdict.Rejected()));
    }

    @Test
    void theAccountIsTheOneMeantAndTheProofGoesByWhatWasSent() {
        var alice = new NtlmAccount("alice@example.test", "Password");
        var accepted = new Step.Done("alice@example.test", new Verdict.Accepted("alice@example.test"));
        for (var names : List.of(
                List.of("alice", "example.test"),
                List.of("alice@example.test", ""),
                List.of("alice@example.test", "HOST"),
                List.of("HOST\\alice@example.test", ""))) {
            var exchange = new Ntlm("HOST", false, NONCE::clone, Clock.systemUTC()).start(alice, Channel.BARE);
            assertThat(challenged(exchange, FLAGS, v2(names.get(0), names.get(1), "Password")))
                    .isEqualTo(accepted);
        }
        assertThat(alice.names).hasSize(4).containsOnly("alice@example.test");
    }

    @Test
    void whatIsNoMessageIsInvalid() {
        var exchange = exchange(true);
        for (var message :
                List.of(NOTHING, new byte[16], NtlmExamples.V2, "User".getBytes(StandardCharsets.US_ASCII))) {
            assertThat(next(exchange, message)).isInstanceOf(Step.Invalid.class);
        }
        for (var message : List.of(
                NOTHING,
                new byte[64],
                NtlmExamples.negotiate(FLAGS),
                NtlmExamples.authenticate("User", "Domain", NOTHING, new byte[25]))) {
            assertThat(challenged(exchange(true), FLAGS, message)).isInstanceOf(Step.Invalid.class);
        }
        assertThat(account.names).isEmpty();
    }

    @Test
    void aNameIsBounded() {
        assertThat(challenged(exchange(true), FLAGS, v2("n".repeat(255), "", "")))
                .isInstanceOf(Step.Done.class);
        assertThat(challenged(exchange(true), FLAGS, v2("n".repeat(256), "", "")))
                .isInstanceOf(Step.Invalid.class);
        assertThat(challenged(exchange(true), FLAGS, v2("ü".repeat(128), "", "")))
                .isInstanceOf(Step.Invalid.class);
        assertThat(challenged(exchange(true), FLAGS, v2("n".repeat(243), "example.test", "")))
                .isInstanceOf(Step.Invalid.class);
        assertThat(account.names).hasSize(1);
    }

    @Test
    void eachChallengeIsAnsweredOnce() {
        var exchange = exchange(true);
        assertThat(challenged(exchange, FLAGS, v2("User", "Domain", "wrong"))).isEqualTo(REJECTED);
        assertThat(next(exchange, NtlmExamples.V2)).isInstanceOf(Step.Invalid.class);
        assertThat(next(exchange, NtlmExamples.negotiate(FLAGS))).isInstanceOf(Step.Invalid.class);
        var confused = exchange(true);
        assertThat(challenged(confused, FLAGS, NtlmExamples.negotiate(FLAGS))).isInstanceOf(Step.Invalid.class);
        assertThat(next(confused, NtlmExamples.V2)).isInstanceOf(Step.Invalid.class);
        assertThat(account.names).hasSize(1);
    }

    @Test
    void challengesAreNeverTheSame() {
        var mechanism = new Ntlm("HOST", true);
        var first = next(mechanism.start(account, Channel.BARE), NtlmExamples.negotiate(FLAGS));
        var second = next(mechanism.start(account, Channel.BARE), NtlmExamples.negotiate(FLAGS));
        assertThat(nonce(first)).isNotEqualTo(nonce(second));
        var exchange = mechanism.start(account, Channel.BARE);
        assertThat(challenged(exchange, FLAGS, NtlmExamples.V2)).isEqualTo(REJECTED);
    }

    private static byte[] nonce(Step step) {
        var message = Base64.getDecoder().decode(((Step.Challenge) step).base64());
        return Arrays.copyOfRange(message, 24, 32);
    }

    @Test
    void theAnswerMayTakeItsTime() {
        var answer = account.slowly();
        var exchange = exchange(false);
        next(exchange, NtlmExamples.negotiate(FLAGS));
        var step = exchange.next(Optional.of(Secret.ofOctets(NtlmExamples.V2.clone())));
        assertThat(step.isComplete()).isFalse();
        answer.complete();
        assertThat(step.result()).isEqualTo(ACCEPTED);
    }
}
