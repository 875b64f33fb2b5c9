package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Any responses: a step comes out each time, names stay bounded, and nobody gets in. */
class ScramFuzzTest {
    private static final Channel BOUND = new Channel(Optional.empty(), Map.of("tls-exporter", new byte[32]));

    @FuzzTest(maxDuration = "5s")
    void readsAnything(FuzzedDataProvider data) {
        var mechanism = data.pickValue(Scram.all());
        var account = ScramAccount.user();
        var exchange = mechanism.start(account, data.consumeBoolean() ? BOUND : Channel.BARE);
        for (boolean goes = true; goes; ) {
            var step = exchange.next(Optional.of(next(data)));
            assertThat(step.succeeded()).isTrue();
            if (step.result() instanceof Step.Done done) {
                assertThat(done.verdict()).isNotInstanceOf(Credentials.Verdict.Accepted.class);
            }
            goes = step.result() instanceof Step.Challenge && data.remainingBytes() > 0;
        }
        assertThat(account.names)
                .allMatch(name -> !name.isEmpty()
                        && name.indexOf('\0') < 0
                        && name.getBytes(StandardCharsets.UTF_8).length <= Names.LONGEST);
    }

    @FuzzTest(maxDuration = "5s")
    void keysComeOutOfAnyPassword(FuzzedDataProvider data) {
        byte[] password = data.consumeBytes(200);
        if (password.length > 0) {
            var keys = ScramKeys.of(Form.SCRAM_SHA_256, Secret.ofOctets(password), new byte[16], 1);
            assertThat(keys).hasSize(Form.SCRAM_SHA_256.octets());
        }
    }

    private static Secret next(FuzzedDataProvider data) {
        return data.consumeBoolean()
                ? Secret.ofText("n,,n=user,r=" + data.consumeAsciiString(40))
                : Secret.ofOctets(data.consumeBytes(data.consumeInt(0, 600)));
    }
}
