package io.vouchpost.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.secret.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordStrengthTest {
    private static final PasswordStrength STRENGTH = new PasswordStrength();
    private static final List<String> KNOWN = List.of("marlene.quastenflosser@example.org");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "password",
                "P@ssw0rd1",
                "qwertzuiop",
                "12345678901234567890",
                "summer2026",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "quastenflosser",
                "Marlene.Quastenflosser1"
            })
    void whatIsGuessedSoonIsRefused(String password) {
        assertThat(STRENGTH.objection(Secret.ofText(password), KNOWN)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tumble-orchid-radar-vinegar",
                "hT7mKq2xWp9c",
                "Käsekuchen übermorgen im Zeppelin",
                "k7f3qa-p2wxz-m6yhn-3tqbd-r5sgv-4jklc"
            })
    void whatIsNotIsTaken(String password) {
        assertThat(STRENGTH.objection(Secret.ofText(password), KNOWN)).isEmpty();
    }

    @Test
    void theObjectionSaysWhyAndWhatHelpsAndDoesNotRepeatThePassword() {
        assertThat(STRENGTH.objection(Secret.ofText("letmein1"), KNOWN).orElseThrow())
                .startsWith("This password is too easy to guess. ")
                .contains("very common password")
                .contains("Four words")
                .doesNotContain("letmein");
    }

    @Test
    @Timeout(10)
    void theLongestTakesNoLongTime() {
        assertThat(STRENGTH.objection(Secret.ofText("abcdefgh1!".repeat(102)), KNOWN))
                .isPresent();
        assertThat(STRENGTH.objection(Secret.ofText("pA5#".repeat(256)), List.of()))
                .isPresent();
    }
}
