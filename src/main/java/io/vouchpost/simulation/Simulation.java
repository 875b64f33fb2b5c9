package io.vouchpost.simulation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.address.AddressBlock;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.database.Database;
import io.vouchpost.guard.Guard.Arrival;
import io.vouchpost.guard.Guard.Attempt;
import io.vouchpost.guard.Guard.Result;
import io.vouchpost.guard.Quotas.Load;
import io.vouchpost.guard.Ruling;
import io.vouchpost.simulation.Difference.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Lets the guard of a gateway live through an audit log, one event after the other by the log's own time, and compares. Blocks:
 * for the command line.
 *
 * <p>A log does not say whether a password was right that the guard had not let be tried. It is taken for right where the same account
 * has logged in from the same network before and no such fingerprint was wrong for it, and for wrong otherwise.
 */
public final class Simulation implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final int MOST_REMEMBERED = 100_000;
    private static final int EVERY = 100;

    private final LogClock clock = new LogClock();
    private final Findings findings = new Findings();
    private final Stage stage;
    /** By session: what its connection came to. */
    private final Cache<String, Ruling> sessions = bounded();
    /** Account and network. */
    private final Cache<String, Boolean> rights = bounded();
    /** Account and fingerprint. */
    private final Cache<String, Boolean> wrongs = bounded();

    /** Told now and then how far it is. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param octets of the log read so far
         * @param time that the log has come to
         */
        void progressed(long octets, Instant time);
    }

    /**
     * @param database with nothing in it; stays the caller's
     */
    public Simulation(Vertx vertx, Database database, GuardSettings settings) {
        this.stage = await(Stage.open(vertx, database, settings, clock, findings::alarm));
    }

    private static <T> Cache<String, T> bounded() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .executor(Runnable::run)
                .build();
    }

    /** To be called for one log after the other, the oldest first; all that was found by now. */
    public Findings run(LogReader reader, Listener listener) throws IOException {
        int count = 0;
        for (var event = reader.next(); event.isPresent(); event = reader.next()) {
            clock.advanceTo(event.get().time());
            findings.at(event.get());
            live(event.get());
            if (++count % EVERY == 0) {
                listener.progressed(reader.octets(), clock.instant());
            }
        }
        listener.progressed(reader.octets(), clock.instant());
        findings.read(reader);
        return findings;
    }

    private void live(Logged event) {
        if (event instanceof Logged.TurnedAway connection) {
            turnedAway(connection);
            return;
        }
        var arrival = event.session().isEmpty() ? new Ruling.Welcome() : arrival(event);
        if (event instanceof Logged.Login login) {
            logIn(login, arrival);
        } else if (event instanceof Logged.Submission submission && arrival instanceof Ruling.Welcome) {
            submit(submission);
        }
    }

    /** With a session's first event it has connected; those that never did anything are not in the log. */
    private Ruling arrival(Logged event) {
        var known = sessions.getIfPresent(event.session());
        if (known != null) {
            return known;
        }
        var ruling = await(stage.guard().admit(new Arrival(event.address(), false)));
        sessions.put(event.session(), ruling);
        if (ruling instanceof Ruling.Wait wait) {
            findings.waiting(event, "", wait);
            findings.refused(Kind.CONNECTION_REFUSED, event, "", wait);
        }
        return ruling;
    }

    private void turnedAway(Logged.TurnedAway connection) {
        if (await(stage.guard().admit(new Arrival(connection.address(), false))) instanceof Ruling.Wait wait) {
            findings.waiting(connection, "", wait);
        } else {
            findings.letIn(connection);
        }
    }

    private void logIn(Logged.Login login, Ruling arrival) {
        if (arrival instanceof Ruling.Wait wait) {
            refused(login, wait);
            return;
        }
        if (login.outcome() == Logged.Outcome.UNDECIDED) {
            return; // most of them were never tried
        }
        var attempt = new Attempt(
                login.session(),
                login.clientName(),
                login.address(),
                login.mechanism(),
                login.account(),
                login.fingerprint());
        if (await(stage.guard().admit(attempt)) instanceof Ruling.Wait wait) {
            findings.waiting(login, login.account(), wait);
            refused(login, wait);
        } else {
            if (login.outcome() == Logged.Outcome.BARRED) {
                findings.letThrough(login);
            }
            await(stage.guard().record(attempt, result(login)).compose(told -> stage.settled()));
        }
        learn(login);
    }

    private void refused(Logged.Login login, Ruling.Wait wait) {
        switch (login.outcome()) {
            case RIGHT -> findings.refused(Kind.RIGHT_LOGIN_REFUSED, login, login.account(), wait);
            case WRONG -> findings.refused(Kind.WRONG_LOGIN_REFUSED, login, login.account(), wait);
            case BARRED, UNDECIDED -> {} // as it was
        }
    }

    private Result result(Logged.Login login) {
        return switch (login.outcome()) {
            case RIGHT -> Result.SUCCEEDED;
            case WRONG -> Result.FAILED;
            case UNDECIDED -> Result.UNDECIDED;
            case BARRED -> {
                var wrong = !login.fingerprint().isEmpty() && wrongs.getIfPresent(tried(login)) != null;
                yield !wrong && rights.getIfPresent(from(login)) != null ? Result.SUCCEEDED : Result.FAILED;
            }
        };
    }

    private void learn(Logged.Login login) {
        if (login.outcome() == Logged.Outcome.RIGHT) {
            rights.put(from(login), true);
        } else if (login.outcome() == Logged.Outcome.WRONG
                && !login.fingerprint().isEmpty()) {
            wrongs.put(tried(login), true);
        }
    }

    private static String tried(Logged.Login login) {
        return login.fingerprint() + ' ' + login.account();
    }

    private static String from(Logged.Login login) {
        return AddressBlock.ofClient(login.address())
                        .map(AddressBlock::toString)
                        .orElse(login.address())
                + ' '
                + login.account();
    }

    /** The log has no recipients, only how many: they are taken for the same ones each time, and the account for one without roles. */
    private void submit(Logged.Submission submission) {
        var recipients = IntStream.rangeClosed(1, submission.recipients())
                .mapToObj(number -> "recipient" + number + "@invalid")
                .toList();
        var load = new Load(submission.account(), List.of(), recipients, submission.octets());
        if (await(stage.quotas().take(load)) instanceof Ruling.Wait wait) {
            findings.waiting(submission, submission.account(), wait);
            findings.refused(Kind.SUBMISSION_REFUSED, submission, submission.account(), wait);
        }
    }

    @Override
    public void close() {
        await(stage.close());
    }

    private static <T> T await(Future<T> future) {
        if (future.isComplete() && future.succeeded()) {
            return future.result();
        }
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("The database of the simulation does not answer.", e);
        }
    }
}
