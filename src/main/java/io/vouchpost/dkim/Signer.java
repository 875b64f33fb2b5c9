package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vouchpost.config.LimitSettings;
import io.vouchpost.message.Content;
import java.time.Clock;

/**
 * Signs messages for the domains of their authors, relaxed/relaxed. Reads a message once, however large, and holds no more
 * of it than its header and half a megabyte of what is under way. The work is done on threads of its own. Safe for all
 * event loops.
 */
public final class Signer {
    private final WorkerExecutor workers;
    private volatile int headerLimit;
    private final Clock clock;
    private volatile Keyring keyring;

    /**
     * @param headerLimit {@code limits.headerBytes}: what has a longer header is not signed
     * @param clock for the time of signing
     */
    public Signer(Vertx vertx, Keyring keyring, int headerLimit, Clock clock) {
        this.workers = vertx.createSharedWorkerExecutor(
                "vouchpost-dkim", Runtime.getRuntime().availableProcessors());
        this.keyring = keyring;
        this.headerLimit = headerLimit;
        this.clock = clock;
    }

    /**
     * Signs trace and content as one message. The signatures go in front of the trace.
     *
     * @param trace header fields in front of the content, each line ended by CRLF; to be sent in UTF-8
     * @return {@code DKIM-Signature:} fields in ASCII, each line ended by CRLF; empty where no key is for the domain of an
     *     author, or where the header can be read in more than one way. Fails only where the content cannot be read
     */
    public Future<String> sign(String trace, Content content) {
        Keyring keys = keyring;
        if (keys.isEmpty()) {
            return Future.succeededFuture("");
        }
        Reading reading = new Reading(keys, trace.getBytes(UTF_8), headerLimit);
        Intake intake = new Intake(workers, reading);
        return content.writeTo(intake).compose(all -> intake.finish(() -> reading.sign(clock.instant())));
    }

    /** From now on others sign; what is under way is still signed by the old ones. */
    public void use(Keyring keys) {
        keyring = keys;
    }

    /** New settings, for messages to come: what has a longer header is not signed. */
    public void apply(LimitSettings limits) {
        headerLimit = limits.headerBytes();
    }

    public Future<Void> close() {
        return workers.close();
    }
}
