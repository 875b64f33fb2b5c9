package io.vouchpost.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.secret.Secret;
import java.security.SecureRandom;
import java.util.HashSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSecretTest {

    @Test
    void whatIsMadeIsRecognisedByItsSelector() {
        var seen = new HashSet<String>();
        for (var i = 0; i < 100; i++) {
            var made = DeviceSecret.generate(new SecureRandom());
            assertThat(DeviceSecret.selectorOf(made.secret())).contains(made.selector());
            assertThat(made.secret().reveal()).matches("[a-z2-7]{6}(-[a-z2-7]{6}){4}");
            assertThat(made.toString()).doesNotContain(made.secret().reveal());
            assertThat(seen.add(made.secret().reveal())).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abcdef",
                "abcdef-abcdef-abcdef-abcdef-abcde",
                "abcdef-abcdef-abcdef-abcdef-abcdef-",
                "abcdef-abcdef-abcdef-abcdef-abcde1",
                "ABCDEF-abcdef-abcdef-abcdef-abcdef",
                "abcde-fabcdef-abcdef-abcdef-abcdef",
            })
    void whatPeopleTypeIsNot(String password) {
        assertThat(DeviceSecret.selectorOf(Secret.ofText(password))).isEmpty();
    }

    @Property
    void anythingMayBeTyped(@ForAll byte[] octets) {
        assertThat(DeviceSecret.selectorOf(Secret.ofOctets(octets))).isEmpty();
    }
}
