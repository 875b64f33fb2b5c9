package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vouchpost.secret.Secret;
import java.util.Optional;
import java.util.Set;

/** Any responses to the mechanisms that prove a password by MD5: a step comes out each time, and never is anybody let in. */
class DigestFuzzTest {
    private static final String REALM = "example.org";

    @FuzzTest(maxDuration = "5s")
    void cramMd5ReadsAnything(FuzzedDataProvider data) {
        var account = new DigestAccount("tim", Form.CRAM_MD5, CramMd5State.of(Secret.ofText("secret")));
        play(new CramMd5(REALM), account, data);
    }

    /** The nonce is known, so that some get as far as to the proof. */
    @FuzzTest(maxDuration = "5s")
    void digestMd5ReadsAnything(FuzzedDataProvider data) {
        var account =
                new DigestAccount("tim", Form.DIGEST_MD5, DigestMd5Secret.of("tim", REALM, Secret.ofText("secret")));
        play(new DigestMd5("smtp", REALM, Set.of(REALM), () -> "n"), account, data);
    }

    @FuzzTest(maxDuration = "5s")
    void directivesAreReadOrRefused(byte[] response) {
        DigestDirectives.parse(response).flatMap(sent -> sent.get("nonce")).ifPresent(value -> assertThat(value)
                .hasSizeLessThan(response.length));
    }

    private static void play(Mechanism mechanism, DigestAccount account, FuzzedDataProvider data) {
        var exchange = mechanism.start(account, Channel.BARE);
        if (data.consumeInt(0, 15) > 0) {
            assertThat(exchange.next(Optional.empty()).result()).isInstanceOf(Step.Challenge.class);
        }
        do {
            var step = exchange.next(next(data)).result();
            assertThat(step).isNotNull().isNotInstanceOf(Step.Challenge.class);
            if (step instanceof Step.Done done) {
                assertThat(done.verdict()).isInstanceOf(Credentials.Verdict.Rejected.class);
            }
        } while (data.remainingBytes() > 0);
        assertThat(account.names).allMatch(name -> name.indexOf('\0') < 0 && name.length() <= Names.LONGEST);
    }

    private static Optional<Secret> next(FuzzedDataProvider data) {
        return Optional.of(
                data.consumeBoolean()
                        ? Secret.ofOctets(data.consumeBytes(data.consumeInt(0, 600)))
                        : Secret.ofText("realm=" + REALM + ",nonce=n,nc=00000001,cnonce=\"" + data.consumeString(9)
                                + "\",digest-uri=\"smtp/" + REALM + data.consumeString(3) + "\",username=\""
                                + data.consumeString(9) + "\",response=" + "0".repeat(31) + data.consumeString(9)));
    }
}
