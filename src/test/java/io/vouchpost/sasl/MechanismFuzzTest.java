package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vouchpost.secret.Secret;
import java.util.Optional;

/** Any responses: a step comes out each time, names stay bounded and without NUL, no password stays behind. */
class MechanismFuzzTest {

    @FuzzTest(maxDuration = "5s")
    void plainReadsAnything(FuzzedDataProvider data) {
        play(new Plain(), data);
    }

    @FuzzTest(maxDuration = "5s")
    void loginReadsAnything(FuzzedDataProvider data) {
        play(new Login(), data);
    }

    @FuzzTest(maxDuration = "5s")
    void oauthBearerReadsAnything(FuzzedDataProvider data) {
        play(new OauthBearer("mail", "https://login.example.org/.well-known/openid-configuration"), data);
    }

    @FuzzTest(maxDuration = "5s")
    void xoauth2ReadsAnything(FuzzedDataProvider data) {
        play(new Xoauth2("mail"), data);
    }

    @FuzzTest(maxDuration = "5s")
    void externalReadsAnything(FuzzedDataProvider data) {
        play(new External(), data);
    }

    private static void play(Mechanism mechanism, FuzzedDataProvider data) {
        var credentials = new Checking();
        var exchange = mechanism.start(credentials, Channel.BARE);
        Optional<Secret> response = data.consumeBoolean() ? Optional.empty() : next(data);
        for (boolean goes = true; goes; response = next(data)) {
            var step = exchange.next(response);
            assertThat(step.succeeded()).isTrue();
            goes = step.result() instanceof Step.Challenge && data.remainingBytes() > 0;
        }
        assertThat(credentials.names).allMatch(name -> name.indexOf('\0') < 0 && name.length() <= Names.LONGEST);
        for (var password : credentials.passwords) {
            for (byte octet : password.octets()) {
                assertThat(octet).isZero();
            }
        }
    }

    private static Optional<Secret> next(FuzzedDataProvider data) {
        return Optional.of(Secret.ofOctets(data.consumeBytes(data.consumeInt(0, 600))));
    }
}
