package io.vouchpost.policy;

import io.vouchpost.account.Account;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Replies;
import java.util.List;
import java.util.Optional;

/** A logged-in account as the policy sees it: whom it may send as. */
public record Sender(Account account) {

    public String name() {
        return account.name();
    }

    /** MAIL FROM: an identity of the account, or {@code <>} where the account may. */
    public Ruling maySendAs(Optional<Mailbox> reversePath) {
        if (reversePath.isEmpty()) {
            return account.nullSender()
                    ? new Ruling.Allowed("<>")
                    : new Ruling.Refused(
                            Replies.nullSenderNotAllowed(),
                            new Explanation(
                                    "policy.nullSender",
                                    "account " + name() + " sends with MAIL FROM:<>",
                                    "vouchpost account null-sender " + name() + ", where it should be allowed"));
        }
        var mailbox = reversePath.get();
        return owned(mailbox)
                .<Ruling>map(Ruling.Allowed::new)
                .orElseGet(() -> new Ruling.Refused(
                        Replies.senderNotOwned(mailbox.toString()), notOwned("policy.sender", "MAIL FROM", mailbox)));
    }

    /** The authors that a header claims: all of {@code From:} and {@code Sender:} have to be identities. */
    public Ruling mayWriteAs(String field, List<Mailbox> mailboxes) {
        for (var mailbox : mailboxes) {
            if (owned(mailbox).isEmpty()) {
                return new Ruling.Refused(
                        Replies.authorNotOwned(field, mailbox.toString()),
                        notOwned("policy.header", field + ":", mailbox));
            }
        }
        return new Ruling.Allowed(mailboxes.isEmpty() ? "" : mailboxes.get(0).normalized());
    }

    private Explanation notOwned(String rule, String where, Mailbox mailbox) {
        return new Explanation(
                rule,
                where + " " + mailbox + "; identities of " + name() + ": "
                        + (account.identities().isEmpty() ? "none" : String.join(", ", account.identities())),
                "vouchpost account identity add " + name() + " " + mailbox.normalized());
    }

    /** The identity that covers the mailbox: itself, or the pattern of its whole domain. */
    private Optional<String> owned(Mailbox mailbox) {
        String address = mailbox.normalized();
        String pattern = "*" + address.substring(address.lastIndexOf('@'));
        return account.identities().stream()
                .filter(identity -> identity.equals(address) || identity.equals(pattern))
                .findFirst();
    }
}
