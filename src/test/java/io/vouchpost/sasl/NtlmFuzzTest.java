package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;

/** Any messages: a step comes out each time, names stay bounded and without NUL, and nobody gets in. */
class NtlmFuzzTest {

    @FuzzTest(maxDuration = "5s")
    void theFirstMessageIsReadWhateverItIs(FuzzedDataProvider data) {
        var account = new NtlmAccount("User", "Password");
        var exchange = new Ntlm("HOST", true).start(account, Channel.BARE);
        var first = data.consumeBoolean() ? message(1, data) : data.consumeBytes(600);
        var step = exchange.next(Optional.of(Secret.ofOctets(first)));
        assertThat(step.result()).isInstanceOfAny(Step.Challenge.class, Step.Invalid.class);
        assertThat(account.names).isEmpty();
    }

    @FuzzTest(maxDuration = "5s")
    void theLastMessageIsReadWhateverItIs(FuzzedDataProvider data) {
        var account = new NtlmAccount("User", "password"); // not the one of the examples
        var exchange =
                new Ntlm("HOST", true, NtlmExamples.NONCE::clone, Clock.systemUTC()).start(account, Channel.BARE);
        exchange.next(Optional.of(Secret.ofOctets(NtlmExamples.negotiate(data.consumeInt()))));
        var last = data.consumeBoolean() ? message(3, data) : damaged(NtlmExamples.V2.clone(), data);
        var step = exchange.next(Optional.of(Secret.ofOctets(last))).result();
        assertThat(step).isInstanceOfAny(Step.Done.class, Step.Invalid.class);
        assertThat(step instanceof Step.Done done && done.verdict() instanceof Verdict.Accepted)
                .isFalse();
        assertThat(account.names).allMatch(name -> name.indexOf('\0') < 0 && name.length() <= Names.LONGEST);
    }

    private static byte[] message(int type, FuzzedDataProvider data) {
        var octets = data.consumeBytes(600);
        var message = Arrays.copyOf(NtlmMessage.signature(), 12 + octets.length);
        message[8] = (byte) type;
        System.arraycopy(octets, 0, message, 12, octets.length);
        return message;
    }

    private static byte[] damaged(byte[] message, FuzzedDataProvider data) {
        while (data.remainingBytes() > 2) {
            message[data.consumeInt(0, message.length - 1)] = data.consumeByte();
        }
        return message;
    }
}
