package io.vouchpost.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.account.VerifierKey.Opened;
import io.vouchpost.account.VerifierKey.Place;
import io.vouchpost.config.VerifierSettings;
import io.vouchpost.sasl.Form;
import io.vouchpost.secret.Secret;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VerifierKeyTest {
    private static final Place PLACE = Place.of(Form.NT_HASH, 7);

    private final Secret plain = Secret.ofText("sixteen octets..");

    @Test
    void whatWasSealedIsOpenedAndLooksDifferentEachTime() {
        var key = key(1);
        var sealed = key.seal(plain, PLACE);
        assertThat(key.open(sealed, PLACE)).contains(new Opened(plain, false));
        assertThat(key.seal(plain, PLACE)).isNotEqualTo(sealed);
        assertThat(key.open(key.seal(Secret.ofText(""), PLACE), PLACE)).contains(new Opened(Secret.ofText(""), false));
    }

    @Test
    void nothingIsOpenedInAnotherPlace() {
        var sealed = key(1).seal(plain, PLACE);
        assertThat(key(1).open(sealed, Place.of(Form.NT_HASH, 8))).isEmpty();
        assertThat(key(1).open(sealed, Place.of(Form.DIGEST_MD5, 7))).isEmpty();
        assertThat(key(1).open(sealed, Place.ofOneTimeCodes(7))).isEmpty();
    }

    @Test
    void thePreviousKeyOpensAndTheCurrentSeals() {
        var sealed = key(1).seal(plain, PLACE);
        var rotated = key(2, 1);
        assertThat(rotated.open(sealed, PLACE)).contains(new Opened(plain, true));
        assertThat(rotated.open(rotated.seal(plain, PLACE), PLACE)).contains(new Opened(plain, false));
        assertThat(key(2).open(sealed, PLACE)).isEmpty();
        assertThat(key(1).open(rotated.seal(plain, PLACE), PLACE)).isEmpty();
    }

    @Property
    void whatIsDamagedIsNotOpened(@ForAll byte[] octets, @ForAll byte flip) {
        assertThat(key(1).open(octets, PLACE)).isEmpty();
        var sealed = key(1).seal(plain, PLACE);
        var at = Math.floorMod(flip, sealed.length);
        sealed[at] ^= 1;
        assertThat(key(1).open(sealed, PLACE)).isEmpty();
    }

    @Test
    void withoutAKeyThereIsNone() {
        assertThat(VerifierKey.of(new VerifierSettings(4_096, Optional.empty(), Optional.of(Installation.key(1)))))
                .isEmpty();
    }

    private static VerifierKey key(int octet, int... previous) {
        return VerifierKey.of(new VerifierSettings(
                        4_096,
                        Optional.of(Installation.key(octet)),
                        previous.length == 0 ? Optional.empty() : Optional.of(Installation.key(previous[0]))))
                .orElseThrow();
    }
}
