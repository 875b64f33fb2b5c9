package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuessTest {

    @Test
    void allMechanismsOfALibraryAreOne() {
        var guess = new Guess("alice", "XOAUTH2", "a3f1");
        assertThat(guess.takes("alice", "NTLM", "")).isTrue();
        assertThat(guess.takes("alice", "CRAM-MD5", "")).isTrue();
        assertThat(guess.takes("alice", "LOGIN", "a3f1")).isTrue();
        assertThat(guess.takes("alice", "PLAIN", "a3f1")).isTrue();
    }

    @Test
    void theSameMechanismAgainIsAnother() {
        var guess = new Guess("alice", "PLAIN", "a3f1");
        assertThat(guess.takes("alice", "PLAIN", "a3f1")).isFalse();
    }

    @Test
    void anotherPasswordIsAnother() {
        var guess = new Guess("alice", "CRAM-MD5", "");
        assertThat(guess.takes("alice", "LOGIN", "a3f1")).isTrue();
        assertThat(guess.takes("alice", "PLAIN", "b4e2")).isFalse();
    }

    @Test
    void anotherAccountIsAnother() {
        assertThat(new Guess("alice", "LOGIN", "").takes("bob", "PLAIN", "")).isFalse();
    }
}
