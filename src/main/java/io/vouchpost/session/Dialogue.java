package io.vouchpost.session;

import io.vertx.core.Future;
import io.vouchpost.message.ContentStore;
import io.vouchpost.policy.Explanation;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.Channel;
import io.vouchpost.smtp.Capabilities;
import io.vouchpost.smtp.Command;
import io.vouchpost.smtp.Replies;
import io.vouchpost.smtp.Reply;
import io.vouchpost.smtp.Verb;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What each command does. First it is asked whether the command may come now, by the table in {@link Verb}; then it is done.
 * Knows nothing of octets, time and limits of the session: that is {@link Session}.
 */
final class Dialogue {
    static final Explanation SYNTAX = new Explanation(
            "RFC 5321 §4.1", "the command cannot be understood", "look at the client's version; nothing to set here");

    private final String session;
    private final SessionSettings settings;
    private final Connection connection;
    private final Backend backend;
    private final Clock clock;
    private final TransactionDialogue mailing;
    private final RefusedChunks refusedChunks;
    private LogInDialogue logIn;
    private String clientName = "";
    private boolean accountChanged;

    Dialogue(
            String session,
            SessionSettings settings,
            Connection connection,
            Backend backend,
            ContentStore store,
            Clock clock) {
        this.session = session;
        this.settings = settings;
        this.connection = connection;
        this.backend = backend;
        this.clock = clock;
        this.mailing = new TransactionDialogue(settings, backend, store, clock);
        this.refusedChunks = new RefusedChunks(settings.limits().messageBytes());
        this.logIn = new LogInDialogue(session, backend);
    }

    Optional<Transaction> transaction() {
        return mailing.transaction();
    }

    /** The transaction is over for the client: its message is there and will be answered. */
    Transaction handOver() {
        return mailing.handOver();
    }

    Optional<Sender> sender() {
        return logIn.sender();
    }

    String clientName() {
        return clientName;
    }

    /** TLS is up: what was said in the clear counts for nothing (RFC 3207 §4.2). */
    void startAnew() {
        abandon();
        logIn = new LogInDialogue(session, backend);
        clientName = "";
    }

    /** The client is gone. */
    void abandon() {
        logIn.abandon();
        mailing.end();
    }

    /** The account was changed; it is looked at again before the next message. */
    void accountChanged() {
        accountChanged = true;
    }

    LogInDialogue logIn() {
        return logIn;
    }

    Future<Answer> answer(Command command) {
        if (command instanceof Command.Known known) {
            var objection = known.verb().conditions().stream()
                    .filter(when -> !holds(when))
                    .findFirst();
            return objection.isPresent() ? refusal(known, objection.get()).now() : perform(known);
        }
        if (command instanceof Command.Malformed malformed) {
            return Answer.refusal(malformed.reply(), SYNTAX).now();
        }
        var reply = command instanceof Command.UnknownChunk chunk ? chunk.reply() : Replies.notHttp();
        return Answer.refusal(reply, SYNTAX).then(Answer.Next.NOTHING).now();
    }

    private boolean holds(Verb.When when) {
        return switch (when) {
            case HELLO_SAID -> !clientName.isEmpty();
            case AUTHENTICATED -> logIn.sender().isPresent();
            case NOT_AUTHENTICATED -> logIn.sender().isEmpty();
            case NO_TRANSACTION -> transaction().isEmpty();
            case SENDER_GIVEN -> transaction().isPresent();
            case RECIPIENT_GIVEN ->
                transaction().filter(t -> t.recipients() > 0).isPresent();
            case NO_CHUNKS -> transaction().flatMap(Transaction::message).isEmpty();
        };
    }

    private Answer refusal(Command.Known command, Verb.When when) {
        var answer = objection(when);
        return command instanceof Command.Bdat chunk ? answer.then(refusedChunks.next(chunk, sender())) : answer;
    }

    private Answer objection(Verb.When when) {
        return switch (when) {
            case HELLO_SAID -> outOfOrder(Replies.helloFirst());
            case NOT_AUTHENTICATED -> outOfOrder(Replies.alreadyAuthenticated());
            case NO_TRANSACTION -> outOfOrder(Replies.transactionOpen());
            case SENDER_GIVEN -> outOfOrder(Replies.mailFirst());
            case RECIPIENT_GIVEN -> outOfOrder(Replies.rcptFirst());
            case NO_CHUNKS -> outOfOrder(Replies.chunksOpen());
            case AUTHENTICATED ->
                Answer.refusal(
                        logIn.lastRefusal()
                                .map(Replies::authenticationRequired)
                                .orElseGet(Replies::authenticationRequired),
                        "RFC 6409 §4.3",
                        "a command for which one has to be logged in",
                        "switch authentication on in the client, and TLS with it");
        };
    }

    private static Answer outOfOrder(Reply reply) {
        return Answer.refusal(
                reply, "RFC 5321 §4.1.4", "commands out of order", "look at the client's version; nothing to set here");
    }

    private Future<Answer> perform(Command.Known command) {
        return switch (command.verb()) {
            case EHLO, HELO -> hello((Command.Hello) command).now();
            case STARTTLS -> startTls().now();
            case AUTH -> authenticate((Command.Auth) command);
            case MAIL -> mail((Command.Mail) command);
            case RCPT -> mailing.rcpt((Command.Rcpt) command, logIn.sender().orElseThrow());
            case DATA -> mailing.data().now();
            case BDAT -> mailing.chunk((Command.Bdat) command).now();
            case RSET -> reset().now();
            case NOOP -> Answer.of(Replies.ok()).now();
            case VRFY -> Answer.of(Replies.cannotVerify()).now();
            case HELP -> Answer.of(Replies.help()).now();
            case QUIT -> Answer.of(Replies.bye()).then(Answer.Next.NOTHING).now();
        };
    }

    /** RFC 5321 §4.1.4: EHLO in mid-session also does what RSET does. The log-in stays. */
    private Answer hello(Command.Hello hello) {
        mailing.end();
        clientName = hello.clientName();
        if (hello.verb() == Verb.HELO) {
            return Answer.of(Replies.hello(settings.hostname(), clientName));
        }
        boolean encrypted = isEncrypted();
        var mechanisms = logIn.sender().isEmpty() ? offered() : List.<String>of();
        var limits = settings.limits();
        var capabilities = new Capabilities(
                settings.startTls() && !encrypted,
                encrypted,
                mechanisms,
                limits.messageBytes(),
                limits.recipients(),
                Optional.of(new Capabilities.FutureRelease(limits.futureRelease(), clock.instant()))
                        .filter(offer -> !offer.longest().isZero()));
        return Answer.of(Replies.extensions(settings.hostname(), clientName, capabilities.keywords()));
    }

    private boolean isEncrypted() {
        return connection.peer().tls().isPresent();
    }

    private List<String> offered() {
        return connection
                .peer()
                .tls()
                .map(tls -> Offer.of(settings.mechanisms(), tls.channel()))
                .orElseGet(List::of);
    }

    private Answer startTls() {
        if (isEncrypted()) {
            return outOfOrder(Replies.alreadyTls());
        }
        return settings.startTls()
                ? Answer.of(Replies.readyForTls()).then(Answer.Next.TLS_HANDSHAKE)
                : outOfOrder(Replies.noTlsHere());
    }

    private Future<Answer> authenticate(Command.Auth auth) {
        if (!isEncrypted()) {
            return Answer.refusal(
                            Replies.encryptionNeeded(),
                            "RFC 4954 §4",
                            auth.mechanism() + " without TLS",
                            "choose STARTTLS in the client, or port 465 with SSL/TLS")
                    .now();
        }
        var channel = connection.peer().tls().map(Connection.Tls::channel).orElse(Channel.BARE);
        return logIn.begin(auth, clientName, connection.peer().address(), channel, offered(), settings.failures());
    }

    private Future<Answer> mail(Command.Mail mail) {
        if (!accountChanged) {
            return mailing.mail(mail, logIn.sender().orElseThrow());
        }
        accountChanged = false; // before the question: what changes meanwhile is asked for again
        return backend.reload(logIn.sender().orElseThrow())
                .compose(changed -> {
                    // what came to nothing meanwhile, because the password was changed, stays so
                    logIn.refresh(logIn.sender().flatMap(before -> changed));
                    return logIn.sender()
                            .map(sender -> mailing.mail(mail, sender))
                            .orElseGet(() -> objection(Verb.When.AUTHENTICATED).now());
                })
                .otherwise(outage -> {
                    accountChanged = true;
                    return Answer.refusal(
                            Replies.accountOutage(),
                            "outage",
                            String.valueOf(outage.getMessage()),
                            "see the log; look at the database");
                });
    }

    private Answer reset() {
        mailing.end();
        return Answer.of(Replies.ok());
    }
}
