package io.vouchpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.account.Account;
import io.vouchpost.config.PolicyExample;
import io.vouchpost.config.PolicySettings;
import io.vouchpost.config.PolicySettings.Grant;
import io.vouchpost.smtp.Mailbox;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an operator is told of what could have allowed something. */
class ConsideredTest {
    private static final Mailbox STRANGER = new Mailbox("stranger", "example.com");

    private static Explanation why(Ruling ruling) {
        return ((Ruling.Refused) ruling).why();
    }

    @Test
    void eachWithWhereItComesFrom() {
        assertThat(why(PolicyCases.sender("alice").maySendAs(Optional.of(STRANGER)))
                        .considered())
                .containsExactly(
                        "alice@example.org (identity)",
                        "info@example.org (identity)",
                        "*@dept.example.org (identity)",
                        "office@example.org (policy.grants/1)");
        assertThat(why(PolicyCases.sender("dave").maySendAs(Optional.of(STRANGER)))
                        .considered())
                .containsExactly("dave@example.org (identity)", "support@example.org (role support)");
        assertThat(why(PolicyCases.sender("carla").maySendAs(Optional.of(STRANGER)))
                        .considered())
                .containsExactly("carla@example.org (identity)", "on-behalf boss@example.org (role assistants)");
        assertThat(why(PolicyCases.sender("printer").mayMailTo(STRANGER)).considered())
                .containsExactly(
                        "not-to ceo@example.org (permission)",
                        "to *@example.org (role devices)",
                        "to *@*.example.org (role devices)",
                        "not-to *@competitor.example (policy.grants/0)",
                        "not-to *@bücher.competitor (policy.grants/0)");
    }

    @Test
    void fiftyAreNamedAndTheOthersCounted() {
        var identities =
                IntStream.range(0, 80).mapToObj(i -> "a" + i + "@example.org").toList();
        var sender = new Sender(new Account("many", true, false, identities));
        var considered = why(sender.maySendAs(Optional.of(STRANGER))).considered();
        assertThat(considered).hasSize(50).endsWith("and 31 more").startsWith("a0@example.org (identity)");
    }

    /** The row was written by hand; what it was to limit stays limited. */
    @Test
    void whatCannotBeReadAllowsNothingAndIsShown() {
        var account = new Account(
                "odd", true, false, List.of(), List.of("r"), List.of("r: send a b c", "to nonsense", "dance"));
        var sender = Rules.NONE.sender(account);
        assertThat(why(sender.maySendAs(Optional.of(STRANGER))).considered())
                .containsExactly(
                        "unreadable: to nonsense (permission)",
                        "unreadable: dance (permission)",
                        "unreadable: send a b c (role r)");
        assertThat(sender.mayMailTo(STRANGER)).isInstanceOf(Ruling.Refused.class);
    }

    @Test
    void anActorIsNamedBesideTheAccount() {
        var acting = PolicyCases.sender("alice").actedBy("service");
        assertThat(why(acting.maySendAs(Optional.of(STRANGER))).seen())
                .isEqualTo("MAIL FROM stranger@example.com by alice, as whom service acts");
        assertThat(acting.prover()).isEqualTo("service");
        assertThat(PolicyCases.sender("alice").actedBy("alice").actor()).isEmpty();
    }

    @Test
    void whoMayActAsWhom() {
        var grant = new Grant(
                List.of("Service"),
                List.of(),
                List.of(),
                List.of(),
                List.of("*@Example.org", "Front Desk"),
                false,
                List.of(),
                List.of());
        var rules = Rules.of(PolicyExample.granting(PolicySettings.Mode.REPORT, grant));
        var service = rules.sender(new Account("service", true, false, List.of()));
        assertThat(service.mayActAs("ALICE@example.org")).isEqualTo(new Ruling.Allowed("*@example.org"));
        assertThat(service.mayActAs(" front desk ")).isEqualTo(new Ruling.Allowed("front desk"));
        assertThat(service.mayActAs("alice+tag@example.net")).isInstanceOf(Ruling.Refused.class);
        var why = why(service.mayActAs("root"));
        assertThat(why.rule()).isEqualTo("policy.actAs");
        assertThat(why.considered())
                .containsExactly("act-as *@example.org (policy.grants/0)", "act-as front desk (policy.grants/0)");
        var other = rules.sender(new Account("other", true, false, List.of()));
        assertThat(other.mayActAs("alice@example.org")).isInstanceOf(Ruling.Refused.class);
    }
}
