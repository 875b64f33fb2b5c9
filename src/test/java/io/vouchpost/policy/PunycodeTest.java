package io.vouchpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.account.Account;
import io.vouchpost.smtp.Mailbox;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PunycodeTest {

    /** The last three are what IDNA2003 had as other letters or as none. */
    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "b\u00fccher.example, xn--bcher-kva.example",
        "a.\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587.b, a.xn--ihqwcrb4cv8a8dqg056pqjye.b",
        "\ud83d\ude00.example, xn--e28h.example",
        "stra\u00dfe.example, xn--strae-oqa.example",
        "\u03b2\u03cc\u03bb\u03bf\u03c2.example, xn--nxasmm1c.example",
        "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example, xn--mgba3gch31f060k.example"
    })
    void writesLabelsBothWays(String unicode, String ascii) {
        assertThat(Punycode.toAscii(unicode)).isEqualTo(ascii);
        assertThat(Punycode.toUnicode(ascii)).isEqualTo(unicode);
    }

    @ParameterizedTest
    @CsvSource({
        "xn--",
        "xn--99999999",
        "xn--a-\u00e4",
        "xn--zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
        "''",
        "..",
        "[192.0.2.1]"
    })
    void leavesWhatIsNoLabelAsItIs(String domain) {
        assertThat(Punycode.toUnicode(domain)).isIn(domain, "");
    }

    @Property(tries = 500)
    void findsTheWayBack(@ForAll @StringLength(min = 1, max = 20) String typed) {
        var label = typed.toLowerCase(Locale.ROOT);
        if (label.indexOf('.') < 0 && !label.regionMatches(true, 0, "xn--", 0, 4)) {
            assertThat(Punycode.toUnicode(Punycode.toAscii(label)))
                    .isIn(label, Punycode.toAscii(label)); // the latter where it got longer than a label may be
        }
    }

    @Property(tries = 500)
    void readsAnything(@ForAll @CharRange(from = '!', to = '~') @StringLength(max = 70) String label) {
        assertThat(Punycode.toUnicode("xn--" + label)).isNotNull();
    }

    private static boolean forbids(String pattern, String domain) {
        var rights = new Rights(List.of(Source.ofPermissions(List.of("not-to " + pattern))), "+");
        var sender = new Sender(new Account("bob", true, false, List.of()), rights, "");
        return !(sender.mayMailTo(new Mailbox("x", domain)) instanceof Ruling.Allowed);
    }

    @Test
    void aDomainIsForbiddenInBothFormsWhateverItsLetters() {
        assertThat(forbids("*@stra\u00dfe.example", "xn--strae-oqa.example")).isTrue();
        assertThat(forbids("*@stra\u00dfe.example", "XN--STRAE-OQA.example")).isTrue();
        assertThat(forbids("*@xn--strae-oqa.example", "Stra\u00dfe.example")).isTrue();
        assertThat(forbids("*@*.stra\u00dfe.example", "mail.xn--strae-oqa.example"))
                .isTrue();
        assertThat(forbids("*@xn--bcher-kva.example", "B\u00dcCHER.example")).isTrue();
        assertThat(forbids("*@stra\u00dfe.example", "strasse.example")).isFalse();
    }
}
