package io.vouchpost.account;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice@example.org",
                "*@dept.example.org",
                "a.b+c@localhost",
                "jürgen@müller.example",
                "o'neil=x@xn--mller-kva.example",
            })
    void addressesAndWholeDomainsAreIdentities(String typed) {
        assertThat(Identity.of(typed).map(Identity::pattern)).contains(typed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                "@example.org",
                "alice@",
                "*",
                "*@*",
                "a*@example.org",
                "*@*.example.org",
                "a@b@example.org",
                ".a@example.org",
                "a..b@example.org",
                "a b@example.org",
                "a@-example.org",
                "a@example..org",
                "a@exa_mple.org",
                "a\u0000@example.org",
                "a@example.org\r\nx",
                "<a@example.org>",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx@example.org",
            })
    void nothingElseIs(String typed) {
        assertThat(Identity.of(typed)).isEmpty();
    }

    @Property
    void anIdentityIsItsOwnNormalForm(@ForAll String local, @ForAll String domain) {
        Identity.of(local + "@" + domain)
                .ifPresent(it -> assertThat(Identity.of(it.pattern())).contains(it));
    }
}
