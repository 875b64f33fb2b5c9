package io.vouchpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.policy.PolicyCases.Case;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each case of the table, put to the policy as a session puts it. */
class PolicyCasesTest {

    static List<Case> cases() {
        return PolicyCases.all();
    }

    @Test
    void thereAreEnoughOfThemAndOfEachKind() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
        assertThat(cases()).extracting(Case::refusedAt).contains("allowed", "MAIL", "RCPT", "header");
        assertThat(cases())
                .extracting(Case::rule)
                .contains("policy.sender", "policy.header", "policy.onBehalf", "policy.recipient", "policy.nullSender");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasItsVerdictReplyAndExplanation(Case message) {
        var sender = message.whom();
        var envelope = sender.maySendAs(message.from());
        if (message.refusedAt().equals("MAIL")) {
            assertThatItIs(envelope, message);
            return;
        }
        assertThat(envelope).isInstanceOf(Ruling.Allowed.class);
        var recipient = sender.mayMailTo(message.recipient());
        if (message.refusedAt().equals("RCPT")) {
            assertThatItIs(recipient, message);
            return;
        }
        assertThat(recipient).isInstanceOf(Ruling.Allowed.class);
        var onBehalfOf = message.from().filter(it -> ((Ruling.Allowed) envelope).onBehalf());
        var header = sender.mayWrite(message.authors(), message.sender(), onBehalfOf);
        if (message.isAllowed()) {
            assertThat(header).isInstanceOf(Ruling.Allowed.class);
        } else {
            assertThatItIs(header, message);
        }
    }

    private static void assertThatItIs(Ruling ruling, Case message) {
        assertThat(ruling).isInstanceOf(Ruling.Refused.class);
        var refused = (Ruling.Refused) ruling;
        assertThat(refused.reply()).hasToString("550 5.7.1 " + message.reply());
        assertThat(refused.why().rule()).isEqualTo(message.rule());
        assertThat(refused.why().remedy()).isEqualTo(message.remedy());
        assertThat(refused.why().seen()).contains(message.account());
    }
}
