package io.vouchpost.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something that an operator may have to look up later. The names of events and fields are kept stable. */
public sealed interface Event {
    Instant time();

    /** Nowhere, unless a client is there. */
    default Origin origin() {
        return Origin.NONE;
    }

    /** Empty when nothing was refused. */
    default Optional<Refusal> refusal() {
        return Optional.empty();
    }

    /**
     * Where it came from.
     *
     * @param session names the session in log and audit trail
     * @param address the client's
     * @param tls such as {@code TLSv1.3}; empty in the clear
     * @param cipher empty in the clear
     */
    record Origin(String session, String address, String tls, String cipher) {
        /** Of what no client is there for. */
        public static final Origin NONE = new Origin("", "", "", "");
    }

    /**
     * A refusal and its reason.
     *
     * @param reference what the client was told to quote
     * @param reply as it was sent
     * @param rule the setting or RFC that decided
     * @param seen the value it decided on
     * @param remedy what to do about it
     * @param considered what could have allowed it, and where that comes from
     */
    record Refusal(String reference, String reply, String rule, String seen, String remedy, List<String> considered) {
        public Refusal {
            considered = List.copyOf(considered);
        }
    }

    /**
     * A log-in attempt.
     *
     * @param account the account's name; where there is none, what the client claimed
     * @param actor who has proven who it is, and acts as the account; empty where it is the account itself
     * @param credential label of the device credential that was used; empty for the account's own password and where refused
     * @param tried tells two wrong passwords apart, and nothing else of them; empty where none was shown
     * @param clientName as given in EHLO
     */
    record Login(
            Instant time,
            Origin origin,
            String mechanism,
            String account,
            String actor,
            String credential,
            String tried,
            String clientName,
            Optional<Refusal> refusal)
            implements Event {}

    /**
     * A message that was posted onward.
     *
     * @param mechanism by which the account had logged in
     * @param actor who acts as the account; empty where it is the account itself
     * @param identity the identity that allowed its sender
     * @param message the id by which trace and reply name it
     * @param reversePath as given in MAIL FROM
     * @param octets of content
     * @param custody whether they have it now who were asked, or our spool
     * @param nextHop who has it now
     * @param reply as the client got it
     */
    record Submission(
            Instant time,
            Origin origin,
            String mechanism,
            String account,
            String actor,
            String identity,
            String message,
            String reversePath,
            int recipients,
            long octets,
            String custody,
            String nextHop,
            String reply)
            implements Event {}

    /**
     * An attempt to deliver a message out of the spool to one recipient.
     *
     * @param message the id by which trace and reply named it
     * @param outcome such as {@code delivered} or {@code deferred}
     * @param nextHop who was asked; empty where nobody could be
     * @param reply what it said, or what we say of it
     */
    record Delivery(
            Instant time,
            String message,
            String account,
            String recipient,
            String outcome,
            String nextHop,
            String reply)
            implements Event {}

    /**
     * Anything else that was refused: a connection, a command, a message.
     *
     * @param mechanism by which the account had logged in; empty before
     * @param account empty before a log-in
     * @param subject what was refused, such as {@code MAIL} or {@value #MESSAGE}
     */
    record Refused(
            Instant time, Origin origin, String mechanism, String account, String subject, Optional<Refusal> refusal)
            implements Event {
        /** The subject where a message was refused when it had come. */
        public static final String MESSAGE = "message";
    }

    /**
     * Something that the policy forbids and let through, because {@code policy.mode} is {@code report}.
     *
     * @param finding what would have been refused, with the reference that {@code why} explains
     */
    record Reported(Instant time, Origin origin, String mechanism, String account, String subject, Refusal finding)
            implements Event {}

    /**
     * Something that the guard has seen, or done by itself.
     *
     * @param kind such as {@code lockout} or {@code spraying}
     * @param account concerned; empty where none is
     * @param network concerned; empty where none is
     * @param detail in words for an operator
     * @param until when it ends; empty where it does not by itself
     */
    record Alarm(Instant time, String kind, String account, String network, String detail, Optional<Instant> until)
            implements Event {}
}
