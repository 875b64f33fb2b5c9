package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;

class SaslprepTest {

    /** RFC 4013 §3. */
    @Example
    void theExamplesOfTheStandard() {
        assertThat(Saslprep.name("I\u00adX")).contains("IX");
        assertThat(Saslprep.name("user")).contains("user");
        assertThat(Saslprep.name("USER")).contains("USER");
        assertThat(Saslprep.name("\u00aa")).contains("a");
        assertThat(Saslprep.name("\u2168")).contains("IX");
        assertThat(Saslprep.name("\u0007")).isEmpty();
        assertThat(Saslprep.name("\u06271")).isEmpty();
    }

    /** A name is a query: code points younger than Unicode 3.2 are let through. */
    @Example
    void youngCodePointsAreLetThrough() {
        assertThat(Saslprep.name("\ud83d\ude00")).contains("\ud83d\ude00");
    }

    /** The library fails in a way of its own where nothing is left of a text. */
    @Example
    void eachCodePointGivesANameOrNone() {
        for (int codePoint = 0; codePoint <= 0xffff; codePoint++) {
            var name = Saslprep.name(Character.toString(codePoint));
            assertThat(name.filter(String::isEmpty)).isEmpty();
        }
    }

    @Property
    void anyTextGivesABoundedNameOrNone(@ForAll String typed) {
        assertThat(Saslprep.name(typed)
                        .filter(name -> name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > Names.LONGEST))
                .isEmpty();
    }

    @Property
    void anyPasswordGivesCharacters(@ForAll @NotEmpty byte[] octets) {
        assertThat(Saslprep.password(Secret.ofOctets(octets))).isNotEmpty();
    }
}
