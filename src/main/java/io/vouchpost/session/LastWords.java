package io.vouchpost.session;

import io.vouchpost.smtp.Replies;

/** What a client is told when the session ends for a reason of its own, and not by what it has just said. */
final class LastWords {
    private LastWords() {}

    static Answer shuttingDown() {
        return Answer.refusal(
                Replies.shuttingDown(), "shutdown", "the gateway was told to stop", "none: the client tries again");
    }

    static Answer revoked() {
        return Answer.refusal(
                        Replies.accountChanged(),
                        "account",
                        "the password or the status of the account was changed",
                        "log in again")
                .then(Answer.Next.NOTHING);
    }

    /** RFC 5321 §4.3.1: the client waits for the greeting. Who does not is a program that only pretends to talk SMTP. */
    static Answer talkedFirst() {
        return Answer.refusal(
                Replies.talkedFirst(),
                "RFC 5321 §4.3.1",
                "octets before the greeting",
                "nothing to set here: no mail program does that, but spam software and web browsers do");
    }

    static Answer idleCommands(int count) {
        return Answer.refusal(
                Replies.tooManyIdleCommands(),
                "limits.idleCommands",
                count + " commands without a message",
                "look at the client, or raise limits.idleCommands");
    }

    static Answer errors(int count) {
        return Answer.refusal(
                Replies.tooManyErrors(), "limits.errors", count + " refused commands", "look at the client");
    }

    /**
     * For the record only. Anything that came behind STARTTLS was said in the clear, perhaps by somebody in between, and would
     * count as said under TLS: there is no honest reason for it (RFC 3207 §6, CVE-2011-0411).
     */
    static Answer injection() {
        return Answer.refusal(
                Replies.readyForTls(),
                "RFC 3207 §6",
                "octets behind STARTTLS, before TLS",
                "somebody tampers, or a broken client");
    }
}
