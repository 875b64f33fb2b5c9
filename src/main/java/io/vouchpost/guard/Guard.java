package io.vouchpost.guard;

import io.vertx.core.Future;
import java.time.Duration;

/** Decides who may connect and who may try a password now, and learns from what became of it. */
public interface Guard {

    /** May this address connect now? Fails never; when the database is away, by what is known here. */
    Future<Ruling> admit(Arrival arrival);

    /**
     * May this password be tried now? An attempt that may be has its outcome recorded, whatever it is, but for one that is
     * only begun.
     */
    Future<Ruling> admit(Attempt attempt, Stage stage);

    /** One that is tried at once. */
    default Future<Ruling> admit(Attempt attempt) {
        return admit(attempt, Stage.WHOLE);
    }

    /**
     * What became of an attempt that was admitted.
     *
     * @return how long the answer to the client is to be held back; fails never
     */
    Future<Duration> record(Attempt attempt, Result result);

    /**
     * A connection.
     *
     * @param address the client's, as text without brackets or zone
     * @param proxied whether a trusted proxy said that this is the address
     */
    record Arrival(String address, boolean proxied) {}

    /**
     * How much of a log-in is about to happen. How long a client takes over a challenge is up to the client: so it is asked
     * for twice then, and nothing is kept free for it meanwhile.
     */
    enum Stage {
        /** All of it. */
        WHOLE,
        /** A challenge goes out. */
        CHALLENGE,
        /** The response to a challenge is about to be checked; as a log-in it was counted before. */
        RESPONSE
    }

    /**
     * A log-in about to be tried.
     *
     * @param session names the connection
     * @param clientName as given in EHLO; empty where none was
     * @param authcid as the client gave it, not yet known to exist
     * @param fingerprint tells two wrong passwords apart, and nothing else of them; empty where the mechanism shows no password
     */
    record Attempt(
            String session, String clientName, String address, String mechanism, String authcid, String fingerprint) {}

    /** UNDECIDED: an outage, or the right password of a disabled account, which count for nobody. */
    enum Result {
        SUCCEEDED,
        FAILED,
        UNDECIDED
    }
}
