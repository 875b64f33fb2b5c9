package io.vouchpost.session;

import io.vertx.core.Future;
import io.vouchpost.audit.Event;
import io.vouchpost.message.Custody;
import io.vouchpost.message.Submission;
import io.vouchpost.policy.Explanation;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.Client;
import io.vouchpost.secret.Secret;
import io.vouchpost.smtp.Reply;
import java.util.List;
import java.util.Optional;

/** What a session asks of the others. An outage is an answer, too: none of the futures fails but that of {@link #reload}. */
public interface Backend {

    /** May this address be served now? Empty when it may. */
    Future<Optional<Refusal>> admit(String address);

    /**
     * Starts a SASL exchange.
     *
     * @param initialResponse decoded; handed over, and wiped by whoever reads it
     */
    Future<LogIn> begin(Client client, Optional<Secret> initialResponse);

    /**
     * Goes on with it.
     *
     * @param exchange as named by the challenge
     * @param response decoded; handed over
     */
    Future<LogIn> respond(String exchange, Secret response);

    /** The client gave the exchange up. */
    void abandon(String exchange);

    /**
     * The account as it is now; empty when it may no longer send, or whoever acts as it no longer may; failed when that
     * cannot be known at the moment.
     */
    Future<Optional<Sender>> reload(Sender before);

    /** What bounds how much somebody may send; empty where nothing does. Known at once: most are bound by nothing. */
    default Optional<Allowance> allowance(Sender sender) {
        return Optional.empty();
    }

    /** Posts the message onward. The content is released by whoever asks, when the answer is there. */
    Future<Outcome> post(Submission submission);

    /** Notes what happened. */
    void record(Event event);

    /**
     * Notes how long the client has waited for a reply.
     *
     * @param verb a {@link io.vouchpost.smtp.Verb}, or what else it waited for, out of a few
     */
    default void replied(String verb, long nanos) {}

    /** The same for our part of a log-in that was accepted, all steps together. */
    default void loggedIn(String mechanism, long nanos) {}

    /** How much somebody may still send. Its futures do not fail. */
    interface Allowance {

        /** Whether it depends on the recipients. */
        boolean countsRecipients();

        /**
         * Whether there would be room for such a message; empty when there is.
         *
         * @param recipients normalized
         * @param octets 0 while that is not known
         */
        Future<Optional<Refusal>> look(List<String> recipients, long octets);

        /** Takes room for it; empty when there was. */
        Future<Optional<Refusal>> take(List<String> recipients, long octets);

        /** What was taken last was not needed: the message could not be kept. */
        void giveBack(List<String> recipients, long octets);
    }

    /** A refusal with its reason. */
    record Refusal(Reply reply, Explanation why) implements Outcome {}

    /** Where a SASL exchange stands. */
    sealed interface LogIn {

        /**
         * More is asked.
         *
         * @param exchange the name to go on by
         */
        record Challenge(String exchange, String base64) implements LogIn {}

        /**
         * @param credential label of the device credential that was used; empty for the account's own password
         */
        record Accepted(Sender sender, String credential) implements LogIn {}

        /**
         * @param authcid who the client said it is, as far as that is known; empty otherwise
         * @param guess whether a wrong password was tried: so many are allowed in one session
         * @param tried tells two wrong passwords apart, and nothing else of them; empty where none was shown
         */
        record Refused(String authcid, boolean guess, Refusal refusal, String tried) implements LogIn {

            /** Where no password was shown. */
            public Refused(String authcid, boolean guess, Refusal refusal) {
                this(authcid, guess, refusal, "");
            }
        }
    }

    /**
     * What became of a message: somebody has it, or nobody.
     */
    sealed interface Outcome {

        /** The client's answer. */
        Reply reply();

        /**
         * @param nextHop who has it
         */
        record Posted(Reply reply, Custody custody, String nextHop) implements Outcome {}
    }
}
