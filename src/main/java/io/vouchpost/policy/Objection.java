package io.vouchpost.policy;

import io.vouchpost.account.Identity;
import io.vouchpost.policy.Permission.Kind;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Replies;
import java.util.List;

/** Puts refusals into words: for the sender what it may not, for the operator why, and the command that would allow it. */
record Objection(Sender sender) {

    Ruling.Refused nullSender() {
        return new Ruling.Refused(
                Replies.nullSenderNotAllowed(),
                why(
                        "policy.nullSender",
                        "account " + sender.name() + " sends with MAIL FROM:<>",
                        "vouchpost account null-sender " + account() + ", where it should be allowed",
                        List.of()));
    }

    Ruling.Refused sender(Mailbox mailbox) {
        return new Ruling.Refused(
                Replies.senderNotOwned(mailbox.toString()),
                why(
                        "policy.sender",
                        "MAIL FROM " + mailbox + " by " + sender.name(),
                        identity(mailbox),
                        considered(Kind.SEND, Kind.ON_BEHALF)));
    }

    Ruling.Refused author(String field, Mailbox mailbox) {
        return new Ruling.Refused(
                Replies.authorNotOwned(field, mailbox.toString()),
                why(
                        "policy.header",
                        field + ": " + mailbox + " by " + sender.name(),
                        identity(mailbox),
                        field.equals("Sender") ? considered(Kind.SEND) : considered(Kind.SEND, Kind.ON_BEHALF)));
    }

    /** It may write for the author, but has not said that it is not the author itself. */
    Ruling.Refused noSender(String seen, Mailbox author) {
        var own = sender.account().identities().stream()
                .filter(it -> !it.startsWith("*"))
                .findFirst()
                .orElse("with the address of " + sender.name());
        return new Ruling.Refused(
                Replies.onBehalfNeedsSender(author.toString()),
                why(
                        "policy.onBehalf",
                        seen + " by " + sender.name() + ", without one own address in Sender:",
                        "let the client write Sender: " + own + "; or, to send as the other one, " + identity(author),
                        considered(Kind.SEND, Kind.ON_BEHALF)));
    }

    Ruling.Refused recipient(Mailbox mailbox) {
        return new Ruling.Refused(
                Replies.recipientNotAllowed(mailbox.toString()),
                why(
                        "policy.recipient",
                        "RCPT TO " + mailbox + " by " + sender.name() + ", whose recipients are limited",
                        AddressPattern.ofAddresses(mailbox.normalized())
                                .map(it -> "vouchpost account permission add " + account() + " to "
                                        + Explanation.word(it.text()))
                                .orElse("let the client send to another address; this one can be no permission"),
                        considered(Kind.TO, Kind.NOT_TO)));
    }

    Ruling.Refused forbiddenRecipient(Mailbox mailbox, Rights.Found by) {
        var permission = new Permission(Kind.NOT_TO, new AddressPattern(by.pattern()));
        return new Ruling.Refused(
                Replies.recipientNotAllowed(mailbox.toString()),
                why(
                        "policy.recipient",
                        "RCPT TO " + mailbox + " by " + sender.name() + ", forbidden by " + permission,
                        by.source().removal(sender.name(), permission),
                        considered(Kind.NOT_TO, Kind.TO)));
    }

    Ruling.Refused actor(String authzid) {
        return new Ruling.Refused(
                Replies.wrongCredentials(),
                why(
                        "policy.actAs",
                        sender.name() + " asks to act as " + authzid,
                        "leave the authorization identity empty in the client; or vouchpost account permission add "
                                + account() + " act-as " + Explanation.word(authzid),
                        considered(Kind.ACT_AS)));
    }

    private Explanation why(String rule, String seen, String remedy, List<String> considered) {
        var by = sender.actor().isEmpty() ? "" : ", as whom " + sender.actor() + " acts";
        return new Explanation(rule, seen + by, remedy, considered);
    }

    private List<String> considered(Kind... kinds) {
        return sender.rights().considered(kinds);
    }

    private String account() {
        return Explanation.word(sender.name());
    }

    /** The command; for an address that can be no identity, what else to do. */
    private String identity(Mailbox mailbox) {
        var command = "vouchpost account identity add " + account() + " ";
        var domain = "*@" + mailbox.domain();
        if (Identity.of(mailbox.normalized()).isPresent()) {
            return command + Explanation.word(mailbox.normalized());
        }
        return Identity.of(domain)
                .map(all -> command + Explanation.word(all.pattern()))
                .orElse("let the client send as another address; this one can be no identity");
    }
}
