package io.vouchpost.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.guard.Guard.Attempt;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

/** Many attempts are counted in one statement: none may be one that the database cannot keep. */
class TrialTest {

    @Property
    void whateverClientsSayCanBeKept(
            @ForAll @StringLength(max = 300) String client,
            @ForAll @StringLength(max = 20) String address,
            @ForAll @StringLength(max = 20) String mechanism,
            @ForAll @StringLength(max = 300) String authcid,
            @ForAll @StringLength(max = 20) String fingerprint) {
        assertKeepable(client, address, mechanism, authcid, fingerprint);
    }

    @Example
    void norWhatIsMadeToHurt() {
        for (var odd :
                new String[] {"\0", "a\0b", "\ud800", "a\udc00b", "\uffff", "x".repeat(100_000), "é\0".repeat(400)}) {
            assertKeepable(odd, odd, odd, odd, odd);
            assertKeepable(odd, odd, odd, odd, "");
        }
    }

    private static void assertKeepable(
            String client, String address, String mechanism, String authcid, String fingerprint) {
        var trial = Trial.of(new Attempt("S1", client, address, mechanism, authcid, fingerprint), false);
        Stream.of(trial.account(), trial.network(), trial.block(), trial.fingerprint())
                .forEach(text -> {
                    assertThat(text).doesNotContain("\0").satisfies(TrialTest::encode);
                    assertThat(text.length()).isLessThan(256);
                });
    }

    /** Fails for halves of surrogate pairs. */
    private static void encode(String text) throws CharacterCodingException {
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    }
}
