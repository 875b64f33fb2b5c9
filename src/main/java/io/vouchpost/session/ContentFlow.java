package io.vouchpost.session;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.smtp.Command;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a message on their way from the client's input into the transaction: after DATA up to the final dot, after
 * BDAT as many as it said. A chunk is read to its end whatever its answer will be, so that nothing of it is taken for commands
 * (RFC 3030 §2); but for one whose answer ends the session, behind which nothing is read.
 */
final class ContentFlow {
    /** Taken, and more is to come. */
    private static final Future<Optional<Answer>> GOING_ON = Future.succeededFuture(Optional.empty());

    private final Input input;
    private final Dialogue dialogue;
    private final Supplier<Posting> posting;
    private @Nullable Chunk chunk;

    /** A chunk that is coming. */
    private static final class Chunk {
        final boolean last;
        final Answer answer;
        long missing;

        Chunk(Command.Bdat bdat, Answer answer) {
            this.last = bdat.last();
            this.answer = answer;
            this.missing = answer.next() == Answer.Next.NOTHING ? 0 : bdat.size();
        }

        boolean isRefused() {
            return answer.next() != Answer.Next.MESSAGE;
        }
    }

    ContentFlow(Input input, Dialogue dialogue, Supplier<Posting> posting) {
        this.input = input;
        this.dialogue = dialogue;
        this.posting = posting;
    }

    /** Whether a message is under way, or a chunk of what will be none. */
    boolean isOpen() {
        return chunk != null || message().isPresent();
    }

    private Optional<IncomingMessage> message() {
        return dialogue.transaction().flatMap(Transaction::message);
    }

    /**
     * BDAT was said.
     *
     * @param answer what is said to it when the chunk has come and is good
     */
    void begin(Command.Bdat bdat, Answer answer) {
        chunk = new Chunk(bdat, answer);
    }

    /**
     * Takes what is here.
     *
     * @return empty when nothing is. Otherwise completed when the client may go on, with the answer where there is one
     */
    Optional<Future<Optional<Answer>>> take() {
        var open = chunk;
        return open == null ? takeData() : takeChunk(open);
    }

    private Optional<Future<Optional<Answer>>> takeData() {
        var octets = input.takeAll();
        if (octets == null) {
            return Optional.empty();
        }
        var message = message().orElseThrow();
        int taken = message.receive(octets);
        if (!message.hasEnded()) {
            return goOn(message);
        }
        input.giveBack(octets.slice(taken, octets.length()));
        return Optional.of(post(message).map(Optional::of));
    }

    private Optional<Future<Optional<Answer>>> takeChunk(Chunk open) {
        if (open.missing > 0) {
            var octets = input.take(open.missing);
            if (octets == null) {
                return Optional.empty();
            }
            take(octets, open);
        }
        if (open.missing > 0) {
            return open.isRefused() ? Optional.of(GOING_ON) : goOn(message().orElseThrow());
        }
        chunk = null;
        if (open.isRefused()) {
            return Optional.of(open.answer.now().map(Optional::of));
        }
        var message = message().orElseThrow();
        if (open.last) {
            message.end();
            return Optional.of(post(message).map(Optional::of));
        }
        var answer = message.objection().orElseGet(() -> open.answer.then(Answer.Next.COMMAND));
        return Optional.of(message.drained().map(Optional.of(answer)));
    }

    private void take(Buffer octets, Chunk open) {
        open.missing -= octets.length();
        if (!open.isRefused()) {
            message().orElseThrow().receive(octets);
        }
    }

    private Future<Answer> post(IncomingMessage whole) {
        var transaction = dialogue.handOver();
        var sender = dialogue.sender();
        if (sender.isEmpty()) {
            whole.discard();
            return LastWords.revoked().now();
        }
        return posting.get().post(whole, transaction, sender.get(), dialogue.clientName());
    }

    private static Optional<Future<Optional<Answer>>> goOn(IncomingMessage message) {
        var drained = message.drained();
        return Optional.of(drained.succeeded() ? GOING_ON : drained.map(Optional.empty()));
    }
}
