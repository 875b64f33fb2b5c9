package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AccountNameTest {

    @Test
    void spellingsOfOneNameAreOneName() {
        for (var typed : List.of(
                "jürgen@example.org",
                " Jürgen@EXAMPLE.org\t",
                "ju\u0308rgen@example.org",
                "JU\u0308RGEN@example.org")) {
            assertThat(AccountName.of(typed)).contains(new AccountName("jürgen@example.org"));
        }
    }

    @Test
    void whatCannotBeSeenOrStoredIsNoName() {
        for (var typed : List.of(
                "",
                "  ",
                "a\u0000b",
                "a\nb",
                "a\u200bb",
                "a\u202eb",
                "\ud800",
                "x".repeat(256),
                "x".repeat(1_000_000))) {
            assertThat(AccountName.of(typed)).isEmpty();
        }
        assertThat(AccountName.of("x".repeat(255))).isPresent();
    }

    @Property
    void aNameIsItsOwnNormalForm(@ForAll String typed) {
        AccountName.of(typed)
                .ifPresent(name -> assertThat(AccountName.of(name.value())).contains(name));
    }
}
