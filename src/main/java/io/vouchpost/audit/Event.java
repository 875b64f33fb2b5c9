package io.vouchpost.audit;

import java.time.Instant;
import java.util.Optional;

/** Something that an operator may have to look up later. The names of events and fields are kept stable. */
public sealed interface Event {
    Instant time();

    Origin origin();

    /** Empty when nothing was refused. */
    Optional<Refusal> refusal();

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
     */
    record Refusal(String reference, String reply, String rule, String seen, String remedy) {}

    /**
     * A log-in attempt.
     *
     * @param account the account's name; where there is none, what the client claimed
     * @param credential label of the device credential that was used; empty for the account's own password and where refused
     * @param clientName as given in EHLO
     */
    record Login(
            Instant time,
            Origin origin,
            String mechanism,
            String account,
            String credential,
            String clientName,
            Optional<Refusal> refusal)
            implements Event {}

    /**
     * A message that was posted onward.
     *
     * @param mechanism by which the account had logged in
     * @param identity the identity that allowed its sender
     * @param message the id by which trace and reply name it
     * @param reversePath as given in MAIL FROM
     * @param octets of content
     * @param nextHop who has it now
     * @param reply as the client got it
     */
    record Submission(
            Instant time,
            Origin origin,
            String mechanism,
            String account,
            String identity,
            String message,
            String reversePath,
            int recipients,
            long octets,
            String nextHop,
            String reply)
            implements Event {
        @Override
        public Optional<Refusal> refusal() {
            return Optional.empty();
        }
    }

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
            implements Event {
        @Override
        public Origin origin() {
            return Origin.NONE;
        }

        @Override
        public Optional<Refusal> refusal() {
            return Optional.empty();
        }
    }

    /**
     * Anything else that was refused: a connection, a command, a message.
     *
     * @param mechanism by which the account had logged in; empty before
     * @param account empty before a log-in
     * @param subject what was refused, such as {@code MAIL}
     */
    record Refused(
            Instant time, Origin origin, String mechanism, String account, String subject, Optional<Refusal> refusal)
            implements Event {}
}
