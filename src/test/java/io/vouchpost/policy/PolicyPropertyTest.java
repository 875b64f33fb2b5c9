package io.vouchpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.account.Account;
import io.vouchpost.config.PolicyExample;
import io.vouchpost.config.PolicySettings;
import io.vouchpost.smtp.Mailbox;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PolicyPropertyTest {
    private static final Rules RULES = Rules.of(PolicyExample.granting(PolicySettings.Mode.ENFORCE));

    /** Few letters, so that names often are alike, the one at the other's end, or below it. */
    @Provide
    Arbitrary<String> domains() {
        return Arbitraries.strings()
                .withChars("ab")
                .ofMinLength(1)
                .ofMaxLength(2)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(labels -> String.join(".", labels));
    }

    @Provide
    Arbitrary<String> locals() {
        return Arbitraries.strings().withChars("ab+.@* ").ofMinLength(1).ofMaxLength(6);
    }

    @Provide
    Arbitrary<String> patterns() {
        return Combinators.combine(Arbitraries.of("", "*@", "*@*.", "a@", "b@", "ab@"), domains())
                .as((start, domain) -> start.isEmpty() ? "*" : start + domain);
    }

    private static Sender sender(String... permissions) {
        return RULES.sender(new Account("a", true, false, List.of(), List.of(), List.of(permissions)));
    }

    private static boolean allows(Ruling ruling) {
        return ruling instanceof Ruling.Allowed;
    }

    @Property
    void aPatternNeverCoversWhatIsOutsideOfItsDomain(
            @ForAll("patterns") String pattern, @ForAll("locals") String local, @ForAll("domains") String domain) {
        if (!allows(sender("send " + pattern).maySendAs(Optional.of(new Mailbox(local, domain))))) {
            return;
        }
        var within = pattern.substring(pattern.indexOf('@') + 1);
        if (pattern.startsWith("*@*.")) {
            assertThat(domain).endsWith(within.substring(1)).hasSizeGreaterThan(within.length() - 1);
        } else if (!pattern.equals("*")) {
            assertThat(domain).isEqualTo(within);
        }
    }

    /** The slow and obvious way comes to the same. */
    @Property
    void isFoundExactlyWhereItCovers(
            @ForAll("patterns") String pattern, @ForAll("locals") String local, @ForAll("domains") String domain) {
        boolean covered =
                switch (pattern.substring(0, Math.min(4, pattern.length()))) {
                    case "*" -> true;
                    case "*@*." -> domain.endsWith(pattern.substring(3));
                    default ->
                        pattern.startsWith("*@")
                                ? pattern.equals("*@" + domain)
                                : pattern.equals(local + "@" + domain)
                                        || (pattern.endsWith("@" + domain)
                                                && local.matches("\\Q" + pattern.substring(0, pattern.indexOf('@'))
                                                        + "\\E\\+[ab+.*]+"));
                };
        assertThat(allows(sender("send " + pattern).maySendAs(Optional.of(new Mailbox(local, domain)))))
                .isEqualTo(covered);
    }

    @Property
    void aSubaddressNeverCrossesDomains(
            @ForAll("locals") String local, @ForAll("domains") String domain, @ForAll("domains") String other) {
        var allowed = allows(sender("send a@" + other).maySendAs(Optional.of(new Mailbox(local, domain))));
        assertThat(allowed && !domain.equals(other)).isFalse();
    }

    @Property
    void whatIsForbiddenIsForbiddenWhateverIsPermitted(
            @ForAll("patterns") String to,
            @ForAll("patterns") String notTo,
            @ForAll("locals") String local,
            @ForAll("domains") String domain) {
        var recipient = new Mailbox(local, domain);
        if (!allows(sender("not-to " + notTo).mayMailTo(recipient))) {
            assertThat(allows(sender("to " + to, "not-to " + notTo, "to *").mayMailTo(recipient)))
                    .isFalse();
        } else {
            assertThat(allows(sender("to " + to, "not-to " + notTo).mayMailTo(recipient)))
                    .isEqualTo(allows(sender("to " + to).mayMailTo(recipient)));
        }
    }

    /** What a server may take for a tag is for it to say; here it is whatever stands behind the separator. */
    @Property
    void noTagLeadsToWhomItIsForbiddenToMail(@ForAll String tag, @ForAll("domains") String domain) {
        var ceo = sender("not-to ceo@" + domain, "not-to ceo+office@" + domain);
        assertThat(allows(ceo.mayMailTo(new Mailbox("ceo+" + tag, domain)))).isFalse();
        assertThat(allows(ceo.mayMailTo(new Mailbox("CEO+office+" + tag, domain))))
                .isFalse();
        assertThat(allows(sender("not-to ceo+office@" + domain).mayMailTo(new Mailbox("ceo+office+" + tag, domain))))
                .isFalse();
    }

    /** Where it may be sent as somebody's subaddress, it is forbidden with that somebody. */
    @Property
    void whatIsPermittedWithAnAddressIsForbiddenWithIt(
            @ForAll("locals") String local, @ForAll("domains") String domain) {
        var address = new Subaddress(local + "@" + domain, "+");
        assertThat(address.basesToForbid()).containsAll(address.basesToPermit());
    }

    /** The header of a message may hold anything. */
    @Property(tries = 200)
    void isTotalAndQuick(@ForAll String local, @ForAll String domain) {
        var mailbox = new Mailbox(local.repeat(100), domain);
        sender("send *@a", "not-to *@*.a", "to b@a").mayWrite(List.of(mailbox), List.of(mailbox), Optional.empty());
        sender("not-to *@*.a", "to b@a").mayMailTo(mailbox);
        sender("act-as *").mayActAs(local);
        var tags = new Subaddress("+".repeat(100_000) + "@a", "+");
        assertThat(tags.basesToPermit()).isEmpty();
        assertThat(tags.basesToForbid()).hasSizeLessThan(AddressPattern.LONGEST);
        Permission.read(local);
        Permission.read("send " + domain);
    }
}
