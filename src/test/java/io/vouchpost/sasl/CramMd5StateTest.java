package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CramMd5StateTest {

    /** Made by {@code doveadm pw -s CRAM-MD5}: the second password is longer than a block, and so hashed first. */
    @ParameterizedTest
    @CsvSource({
        "tanstaaftanstaaf, d06d4e1b26fccaa4b0b61801132340a354b21152711fb604ca3e035e7015116b",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx,"
                + " ad74e8a83b48b6e24fa4180c09ca51f3c808257d34b7726f362d26b38d5f1da0"
    })
    void isWhatDovecotKeeps(String password, String kept) {
        var states = CramMd5State.of(Secret.ofText(password));
        assertThat(HexFormat.of().formatHex(states.octets())).isEqualTo(kept);
        assertThat(states.length()).isEqualTo(Form.CRAM_MD5.octets());
    }

    @Property
    void goesOnToTheSameHmacAsTheJdk(
            @ForAll @Size(min = 1, max = 200) byte[] password, @ForAll @Size(max = 300) byte[] text)
            throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacMD5");
        mac.init(new SecretKeySpec(password, "HmacMD5"));
        var states = CramMd5State.of(Secret.ofOctets(password.clone()));
        assertThat(CramMd5State.hmac(states, text)).isEqualTo(mac.doFinal(text));
    }

    @ParameterizedTest
    @CsvSource({"0", "63", "64", "65", "128"})
    void leavesThePasswordAsItIs(int length) {
        var password = Secret.ofText("p".repeat(length));
        CramMd5State.of(password).close();
        assertThat(password.octets()).isEqualTo("p".repeat(length).getBytes(StandardCharsets.US_ASCII));
    }
}
