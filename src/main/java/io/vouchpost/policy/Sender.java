package io.vouchpost.policy;

import io.vouchpost.account.Account;
import io.vouchpost.account.Identity;
import io.vouchpost.policy.Permission.Kind;
import io.vouchpost.smtp.Mailbox;
import java.net.IDN;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A logged-in account as the policy sees it: whom it may send as and write for, to whom, and whom it may act as.
 *
 * @param actor the account that has proven who it is, and acts as this one; empty where it is this one itself
 */
public record Sender(Account account, Rights rights, String actor) {

    /** By identities alone: no grants, no subaddresses. */
    public Sender(Account account) {
        this(account, Rules.NONE.rights(account), "");
    }

    public String name() {
        return account.name();
    }

    /** The account whose credential the log-in went by. */
    public String prover() {
        return actor.isEmpty() ? name() : actor;
    }

    public Sender actedBy(String proven) {
        return new Sender(account, rights, proven.equals(name()) ? "" : proven);
    }

    /**
     * MAIL FROM: an address that it may send as; {@code <>} where it may; or one that it may write for, because Thunderbird
     * gives the address of {@code From:} here, also where {@code Sender:} is another one. In this last case the header has to
     * say in {@code Sender:} who really sends.
     */
    public Ruling maySendAs(Optional<Mailbox> reversePath) {
        if (reversePath.isEmpty()) {
            return account.nullSender() || rights.has(Kind.NULL_SENDER)
                    ? new Ruling.Allowed("<>")
                    : new Objection(this).nullSender();
        }
        var mailbox = reversePath.get();
        return find(Kind.SEND, mailbox)
                .map(Ruling.Allowed::new)
                .or(() -> find(Kind.ON_BEHALF, mailbox).map(pattern -> new Ruling.Allowed(pattern, true)))
                .<Ruling>map(allowed -> allowed)
                .orElseGet(() -> new Objection(this).sender(mailbox));
    }

    /**
     * The authors of a header (RFC 5322 §3.6.2). Each of {@code Sender:} is an address that it may send as, and so is each of
     * {@code From:}, or one that it may write for, where {@code Sender:} is a single one.
     *
     * @param onBehalfOf the sender of the envelope, where it is one that it may only write for
     */
    public Ruling mayWrite(List<Mailbox> from, List<Mailbox> sender, Optional<Mailbox> onBehalfOf) {
        var objection = new Objection(this);
        for (var mailbox : sender) {
            if (find(Kind.SEND, mailbox).isEmpty()) {
                return objection.author("Sender", mailbox);
            }
        }
        boolean says = sender.size() == 1;
        for (var mailbox : from) {
            if (find(Kind.SEND, mailbox).isPresent()) {
                continue;
            }
            if (find(Kind.ON_BEHALF, mailbox).isEmpty()) {
                return objection.author("From", mailbox);
            }
            if (!says) {
                return objection.noSender("From: " + mailbox, mailbox);
            }
        }
        if (onBehalfOf.isPresent() && !says) {
            return objection.noSender("MAIL FROM " + onBehalfOf.get(), onBehalfOf.get());
        }
        return new Ruling.Allowed(from.isEmpty() ? "" : from.get(0).normalized());
    }

    /**
     * RCPT TO: none that is forbidden, be it as what could pass for a subaddress; where recipients are limited, one of those.
     * To forbid a domain forbids it in both forms of its name (RFC 5890 §2.3.2.1), also with letters that are younger than the
     * tables of {@link IDN}, which are of Unicode 3.2; be it as IDNA2003 has these forms, or as they are.
     */
    public Ruling mayMailTo(Mailbox recipient) {
        var forbidden = forms(recipient)
                .flatMap(it -> rights.forbidding(Kind.NOT_TO, it).stream())
                .findFirst();
        if (forbidden.isPresent()) {
            return new Objection(this).forbiddenRecipient(recipient, forbidden.get());
        }
        var permitted = rights.permittingExactly(Kind.TO, recipient.normalized());
        return permitted.isPresent() || !rights.limitRecipients()
                ? new Ruling.Allowed(permitted.map(Rights.Found::pattern).orElse("*"))
                : new Objection(this).recipient(recipient);
    }

    private static Stream<String> forms(Mailbox recipient) {
        var domain = recipient.domain();
        var plain = new Mailbox("", domain).normalized().substring(1);
        return Stream.of(
                        domain,
                        ascii(domain),
                        IDN.toUnicode(domain, IDN.ALLOW_UNASSIGNED),
                        Punycode.toAscii(plain),
                        Punycode.toUnicode(plain))
                .map(form -> new Mailbox(recipient.localPart(), form).normalized())
                .distinct();
    }

    private static String ascii(String domain) {
        try {
            return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException none) {
            return domain;
        }
    }

    /**
     * The authorization identity of a log-in (RFC 4422 §3.4.1). Says nothing of whether there is such an account.
     *
     * @param authzid as the client gave it
     */
    public Ruling mayActAs(String authzid) {
        return rights.permittingExactly(Kind.ACT_AS, Identity.folded(authzid))
                .<Ruling>map(found -> new Ruling.Allowed(found.pattern()))
                .orElseGet(() -> new Objection(this).actor(authzid));
    }

    private Optional<String> find(Kind kind, Mailbox mailbox) {
        return rights.permitting(kind, mailbox.normalized()).map(Rights.Found::pattern);
    }
}
