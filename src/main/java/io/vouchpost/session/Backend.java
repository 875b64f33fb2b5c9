package io.vouchpost.session;

import io.vertx.core.Future;
import io.vouchpost.audit.Event;
import io.vouchpost.message.Submission;
import io.vouchpost.policy.Explanation;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.Client;
import io.vouchpost.secret.Secret;
import io.vouchpost.smtp.Reply;
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

    /** The account as it is now; empty when it may no longer send; failed when that cannot be known at the moment. */
    Future<Optional<Sender>> reload(String account);

    /** Posts the message onward. The content is released by whoever asks, when the answer is there. */
    Future<Posted> post(Submission submission);

    /** Notes what happened. */
    void record(Event event);

    /** A refusal with its reason. */
    record Refusal(Reply reply, Explanation why) {}

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
         */
        record Refused(String authcid, boolean guess, Refusal refusal) implements LogIn {}
    }

    /**
     * What became of a message.
     *
     * @param reply the client's answer
     * @param nextHop who has it; empty when nobody
     * @param why empty when the message was posted
     */
    record Posted(Reply reply, String nextHop, Optional<Explanation> why) {}
}
