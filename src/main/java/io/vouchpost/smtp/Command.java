package io.vouchpost.smtp;

import io.vouchpost.secret.Secret;
import java.util.Optional;
import java.util.OptionalLong;

/** What a client may say, understood. */
public sealed interface Command {

    /** What it is, in a word, harmless to log. */
    String subject();

    /** Whether it takes a submission further. Only so many others are answered in a row. */
    boolean makesProgress();

    /** A command this server knows. */
    sealed interface Known extends Command {
        Verb verb();

        @Override
        default String subject() {
            return verb().name();
        }

        @Override
        default boolean makesProgress() {
            return verb().makesProgress();
        }
    }

    /**
     * EHLO or HELO (RFC 5321 §4.1.1.1).
     *
     * @param verb which of both
     * @param clientName what the client calls itself: bounded and printable, otherwise anything
     */
    record Hello(Verb verb, String clientName) implements Known {}

    /**
     * AUTH (RFC 4954 §4).
     *
     * @param mechanism in upper case
     * @param initialResponse base64 as it came; empty octets for {@code =}, which is an empty response and not an absent one
     */
    record Auth(String mechanism, Optional<Secret> initialResponse) implements Known {
        @Override
        public Verb verb() {
            return Verb.AUTH;
        }
    }

    /**
     * MAIL FROM with its parameters.
     *
     * @param reversePath empty for {@code <>}
     * @param size what SIZE= declared, in octets (RFC 1870)
     */
    record Mail(Optional<Mailbox> reversePath, OptionalLong size, Envelope.BodyType body, boolean smtpUtf8, Terms terms)
            implements Known {
        @Override
        public Verb verb() {
            return Verb.MAIL;
        }
    }

    /** RCPT TO with its parameters. */
    record Rcpt(Recipient recipient) implements Known {
        @Override
        public Verb verb() {
            return Verb.RCPT;
        }
    }

    /**
     * BDAT (RFC 3030 §2).
     *
     * @param size octets of the chunk, which follow at once
     * @param last whether the message ends with it
     */
    record Bdat(long size, boolean last) implements Known {
        @Override
        public Verb verb() {
            return Verb.BDAT;
        }

        /** A client could say that there is nothing for ever. */
        @Override
        public boolean makesProgress() {
            return size > 0 || last;
        }
    }

    /** A command that is nothing but its verb, or whose argument does not matter here. */
    record Plain(Verb verb) implements Known {}

    /**
     * What cannot be understood.
     *
     * @param subject what stood in the verb's place
     * @param reply the answer
     */
    record Malformed(String subject, Reply reply) implements Command {
        @Override
        public boolean makesProgress() {
            return false;
        }
    }

    /**
     * BDAT with something else than a size. How much of what follows is a chunk nobody knows, so that nothing of it may be taken
     * for commands.
     */
    record UnknownChunk(Reply reply) implements Command {
        @Override
        public String subject() {
            return Verb.BDAT.name();
        }

        @Override
        public boolean makesProgress() {
            return false;
        }
    }

    /** The first line of an HTTP request: a browser, a scanner, or an attack that makes one speak SMTP. */
    record Http() implements Command {
        @Override
        public String subject() {
            return "HTTP";
        }

        @Override
        public boolean makesProgress() {
            return false;
        }
    }
}
