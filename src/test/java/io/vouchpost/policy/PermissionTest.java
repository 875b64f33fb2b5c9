package io.vouchpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PermissionTest {

    /** As typed; as kept. */
    static Stream<Arguments> permissions() {
        return Table.of("""
                send alice@example.org         => send alice@example.org
                SEND  Alice@EXAMPLE.org        => send alice@example.org
                send *@example.org             => send *@example.org
                on-behalf *@*.example.org      => on-behalf *@*.example.org
                to *                           => to *
                not-to jo\u0308rg@bücher.example    => not-to jörg@bücher.example
                null-sender                    => null-sender
                act-as alice                   => act-as alice
                act-as Front Desk              => act-as front desk
                act-as *@example.org           => act-as *@example.org
                act-as *                       => act-as *
                """);
    }

    @ParameterizedTest
    @MethodSource("permissions")
    void isReadAndWrittenInOneForm(String typed, String kept) {
        assertThat(Permission.read(typed)).isInstanceOf(Permission.class).hasToString(kept);
        assertThat(Permission.read(kept)).isEqualTo(Permission.read(typed));
    }

    /** As typed; what is said of it. */
    static Stream<Arguments> nonsense() {
        return Table.of("""
                dance                 => A permission begins with one of send, on-behalf, act-as, null-sender, to, not-to.
                alice@example.org     => A permission begins with one of
                send                  => Behind send stands alice@example.org, *@example.org
                send alice            => This is none of them: alice
                send a*@example.org   => This is none of them: a*@example.org
                send *@*              => This is none of them: *@*
                send *@*.*.org        => This is none of them
                send **@example.org   => This is none of them
                send a@b@example.org  => This is none of them
                send a@-b.org         => This is none of them
                send a b@example.org  => This is none of them
                to alice@             => This is none of them
                act-as al*ce          => Behind act-as stands the name of an account, or
                act-as                => This is none of them: nothing
                null-sender yes       => Nothing stands behind null-sender. Here does: yes
                """);
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void whatIsNoneIsASentence(String typed, String problem) {
        assertThat(Permission.read(typed))
                .isInstanceOfSatisfying(
                        Reading.Unreadable.class, it -> assertThat(it.problem()).contains(problem));
    }
}
