package io.vouchpost.session;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.message.ContentStore;
import io.vouchpost.smtp.CommandParser;
import io.vouchpost.smtp.Replies;
import io.vouchpost.smtp.Reply;
import io.vouchpost.wire.ReplyEncoder;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: octets in, replies out, one thing at a time. The next line is looked at when the last one is
 * answered, and the answers to all that came in one go leave in one write (RFC 2920 §3.2). Keeps the limits on errors, time
 * and unanswered input. All calls on one thread.
 */
public final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final SessionSettings settings;
    private final Connection connection;
    private final Backend backend;
    private final Input input;
    private final Patience patience;
    private final Dialogue dialogue;
    private final Journal journal;
    private final Hearing hearing;

    private Buffer output = Buffer.buffer();
    private boolean busy;
    private boolean over;
    private boolean draining;
    private boolean greeted;
    private int errors;

    /**
     * @param id names the session in log and audit trail
     */
    public Session(
            String id,
            SessionSettings settings,
            Connection connection,
            Backend backend,
            ContentStore store,
            Clock clock) {
        this.settings = settings;
        this.connection = connection;
        this.backend = backend;
        this.dialogue = new Dialogue(id, settings, connection, backend, store, clock);
        this.journal = new Journal(id, connection, clock, backend);
        this.input = new Input(connection, store.memory(), settings.limits().commandBytes());
        this.patience = new Patience(settings.limits(), clock);
        var flow = new ContentFlow(
                input, dialogue, () -> new Posting(settings, connection, backend, clock, journal.nextId()));
        var parser = new CommandParser(settings.hostname());
        this.hearing = new Hearing(settings.limits(), parser, input, patience, dialogue, flow);
    }

    /** The connection is there: asks whether it may stay, gives those who talk first the time to do so, and greets. */
    public void open() {
        var admitted = backend.admit(connection.peer().address())
                .compose(refusal -> refusal.isPresent()
                        ? Answer.refusal(refusal.get())
                                .then(Answer.Next.NOTHING)
                                .now()
                        : connection
                                .after(settings.limits().greetingDelay())
                                .map(v -> Answer.of(Replies.greeting(settings.hostname()))));
        pursue(admitted.map(answer -> {
            greeted = true;
            give(Journal.CONNECTION, answer);
            return null;
        }));
        turn();
    }

    /** The connection is there, and may not stay. */
    public void turnAway(Backend.Refusal refusal) {
        dismiss(Answer.refusal(refusal));
    }

    /** Octets came. */
    public void receive(Buffer octets) {
        if (over) {
            return;
        }
        if (!greeted && !settings.limits().greetingDelay().isZero()) {
            dismiss(LastWords.talkedFirst());
            return;
        }
        patience.spoken();
        input.append(octets);
        turn();
    }

    /** What was written has gone out, so that more may be said. */
    public void drained() {
        turn();
    }

    /** The client is gone. */
    public void closed() {
        over = true;
        input.release();
        dialogue.abandon();
    }

    /** Looks at the time; called about each second. */
    public void tick() {
        if (over) {
            return;
        }
        input.regulate(busy);
        if (!busy) {
            patience.exhausted(hearing.isWithinMessage()).ifPresent(this::dismiss);
        }
    }

    /** No new transaction from now on; the one under way may end. */
    public void drain() {
        draining = true;
        turn();
    }

    /**
     * An operator changed the account.
     *
     * @param mayGoOn whether the log-in still counts; its identities are looked up again then
     */
    public void accountChanged(String account, boolean mayGoOn) {
        boolean concerned = dialogue.logIn().concerns(account);
        if (!mayGoOn) {
            revoke(account, concerned);
        } else if (concerned || dialogue.logIn().isUnderWay()) {
            dialogue.accountChanged();
        }
    }

    /**
     * An operator changed or revoked a credential: who has logged in by it is logged in no longer.
     *
     * @param credential the label of a device credential; empty for the account's own password
     */
    public void credentialChanged(String account, String credential) {
        revoke(account, dialogue.logIn().isProvenBy(account, credential));
    }

    /** A log-in that is just being checked may have been checked against what was. */
    private void revoke(String account, boolean concerned) {
        dialogue.logIn().overtakenBy(account);
        if (over || !concerned) {
            return;
        }
        if (busy || dialogue.transaction().isPresent()) {
            dialogue.logIn().refresh(Optional.empty());
        } else {
            dismiss(LastWords.revoked());
        }
    }

    /** Changes of accounts went unheard for a while: the next message has the account looked up again. */
    public void accountsUncertain() {
        dialogue.accountChanged();
    }

    /** Answers what can be answered now, then sends it all. */
    private void turn() {
        try {
            while (!over && !busy && !mustLeave() && !connection.isCongested() && step()) {}
        } catch (RuntimeException fault) {
            fail(fault);
        }
        if (!over && !busy && mustLeave()) {
            dismiss(LastWords.shuttingDown());
        }
        flush();
        if (!over) {
            watchTheTime();
            input.regulate(busy);
        }
    }

    private void watchTheTime() {
        if (dialogue.sender().isPresent()) {
            patience.loggedIn();
        }
        if (!busy && !connection.isCongested() && hearing.isWithinLine()) {
            patience.lineIsComing();
        }
    }

    /** Whatever waits behind the transaction under way is not begun any more. */
    private boolean mustLeave() {
        return draining && dialogue.transaction().isEmpty();
    }

    /** Takes the next piece of input; false when there is none. */
    private boolean step() {
        journal.heard();
        var next = hearing.next();
        next.ifPresent(heard -> pursue(heard.answer().map(found -> {
            found.ifPresent(answer -> give(heard.subject(), answer));
            return null;
        })));
        return next.isPresent();
    }

    /** Waits for the work to be done; not where it is already. */
    private void pursue(Future<?> work) {
        if (work.succeeded()) {
            return;
        }
        busy = true;
        patience.answerBegins();
        work.onComplete(done -> {
            busy = false;
            patience.answerEnds();
            if (done.failed()) {
                fail(done.cause());
            }
            turn();
        });
    }

    private void give(String subject, Answer answer) {
        var reply = journal.note(subject, dialogue.sender(), dialogue.clientName(), answer);
        if (over) {
            dialogue.abandon(); // a challenge that nobody will answer
            return; // what was done for a client that has gone is on record all the same
        }
        hearing.expect(answer.next());
        patience.spoken();
        if (answer.note() instanceof Answer.Note.Posted) {
            hearing.posted();
        }
        errors += reply.isPositive() ? 0 : 1;
        if (answer.next() == Answer.Next.TLS_HANDSHAKE) {
            startTls(reply);
            return;
        }
        ReplyEncoder.append(reply, output);
        if (answer.next() == Answer.Next.NOTHING) {
            end();
        } else if (errors > settings.limits().errors()) {
            dismiss(LastWords.errors(errors));
        }
    }

    private void startTls(Reply reply) {
        if (input.isWaiting()) {
            journal.note("STARTTLS", dialogue.sender(), dialogue.clientName(), LastWords.injection());
            end();
            return;
        }
        hearing.expect(Answer.Next.COMMAND);
        ReplyEncoder.append(reply, output);
        var ready = output;
        output = Buffer.buffer();
        pursue(connection
                .startTls(ready)
                .onSuccess(up -> secured())
                .onFailure(this::notSecured)
                .otherwiseEmpty());
    }

    private void notSecured(Throwable fault) {
        if (fault instanceof Connection.RefusedHandshake refused) {
            var answer = Answer.refusal(Replies.readyForTls(), refused.why());
            journal.note("STARTTLS", dialogue.sender(), dialogue.clientName(), answer);
        }
        end();
    }

    private void secured() {
        if (input.isWaiting()) {
            end(); // octets that overtook the handshake: in the clear, too
        } else {
            dialogue.startAnew();
        }
    }

    /** Says a last word on our own account. */
    private void dismiss(Answer last) {
        give(Journal.SESSION, last.then(Answer.Next.NOTHING));
        flush();
    }

    private void fail(Throwable fault) {
        LOG.error("session {} ended by a fault of ours", journal.session(), fault);
        if (!over) {
            ReplyEncoder.append(Replies.internalError(), output);
            end();
        }
    }

    private void end() {
        flush();
        connection.close();
        closed();
    }

    private void flush() {
        if (output.length() > 0) {
            connection.write(output);
            output = Buffer.buffer();
        }
    }
}
