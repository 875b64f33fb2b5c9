package io.vouchpost.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LockKeyTest {

    @Provide
    Arbitrary<Trial> trials() {
        var text = Arbitraries.strings().ofMaxLength(40);
        var addresses = Arbitraries.of("192.0.2.1", "2001:db8::1", "::ffff:192.0.2.9", "unix", "");
        return net.jqwik.api.Combinators.combine(addresses, text, text, Arbitraries.of("", "a3f1"))
                .as((address, account, client, tried) ->
                        Trial.of(new Guard.Attempt("S", client, address, "SCRAM-SHA-256", account, tried), false));
    }

    /** An operator types a key as it was listed. */
    @Property(tries = 500)
    void whatIsWrittenIsReadAgain(@ForAll("trials") Trial trial, @ForAll LockKind kind) {
        var key = trial.key(kind);
        assertThat(LockKey.of(key.toString())).contains(key);
    }

    @Test
    void whatIsNoKeyIsNone() {
        for (var text : List.of("", "alice", "pair:192.0.2.1", "credential:192.0.2.1,a3f1", "2001:db8::1", "door:x")) {
            assertThat(LockKey.of(text)).isEmpty();
        }
    }

    @Test
    void anAddressStandsForItsNetworkAndANameForItsAccount() {
        assertThat(LockoutRegister.Subject.of("2001:DB8::5").orElseThrow().network())
                .isEqualTo("2001:db8::/64");
        assertThat(LockoutRegister.Subject.of("2001:db8::/64").orElseThrow().network())
                .isEqualTo("2001:db8::/64");
        assertThat(LockoutRegister.Subject.of(" Alice@Example.org")
                        .orElseThrow()
                        .account())
                .isEqualTo("alice@example.org");
        assertThat(LockoutRegister.Subject.of("pair:192.0.2.1,alice").orElseThrow())
                .isEqualTo(new LockoutRegister.Subject(
                        List.of(LockKind.PAIR, LockKind.CREDENTIAL), "alice", "192.0.2.1", ""));
        assertThat(LockoutRegister.Subject.of("a\u0000b")).isEmpty();
    }
}
