package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NtlmNameTest {

    /** User, domain, account; the server is SUBMIT. A dash stands for nothing. */
    static Stream<Arguments> clients() {
        return Table.of("""
                alice                        => -             => alice
                alice                        => SUBMIT        => alice
                alice                        => submit        => alice
                alice                        => WORKGROUP     => alice
                alice                        => .             => alice
                alice                        => .local        => alice
                alice                        => example.test  => alice@example.test
                alice                        => EXAMPLE.TEST  => alice@EXAMPLE.TEST
                alice@example.test           => -             => alice@example.test
                alice@example.test           => SUBMIT        => alice@example.test
                alice@example.test           => other.test    => alice@example.test
                SUBMIT\\alice                => -             => alice
                WORKGROUP\\alice             => SUBMIT        => alice
                example.test\\alice          => -             => alice@example.test
                example.test\\alice          => SUBMIT        => alice@example.test
                SUBMIT\\alice                => example.test  => alice
                SUBMIT\\alice@example.test   => -             => alice@example.test
                .\\alice                     => -             => alice
                \\alice                      => example.test  => alice
                alice@exa\\mple.test         => -             => alice@exa\\mple.test
                -                            => example.test  => -
                example.test\\               => -             => -
                -                            => -             => -
                """);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void oneAccountIsMeant(String user, String domain, String account) {
        assertThat(NtlmName.of(some(user), some(domain), "SUBMIT")).isEqualTo(some(account));
    }

    /** Where the target looks like a domain after all, it is still not one of addresses. */
    @ParameterizedTest
    @MethodSource("targets")
    void ourOwnNameIsNoMailDomain(String domain, String target, String account) {
        assertThat(NtlmName.of("alice", domain, target)).isEqualTo(account);
    }

    static Stream<Arguments> targets() {
        return Table.of("""
                mail.example.test => mail.example.test => alice
                MAIL.EXAMPLE.TEST => mail.example.test => alice
                example.test      => mail.example.test => alice@example.test
                """);
    }

    private static String some(String text) {
        return text.equals("-") ? "" : text;
    }
}
