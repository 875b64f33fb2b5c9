package io.vouchpost.session;

import io.vertx.core.Future;
import io.vouchpost.config.LimitSettings;
import io.vouchpost.secret.Secret;
import io.vouchpost.smtp.Command;
import io.vouchpost.smtp.CommandParser;
import io.vouchpost.smtp.Replies;
import io.vouchpost.wire.Framer;
import java.util.Optional;

/**
 * Takes what the client says for what it is expected to be: a command, a response of the SASL exchange, or a part of a message;
 * and has it answered. Keeps the limits on the length of lines, and on commands that lead to no message.
 */
final class Hearing {
    /** RFC 4954 §4.3, with its CRLF. */
    private static final int SASL_LINE = 12288;

    private final LimitSettings limits;
    private final CommandParser parser;
    private final Input input;
    private final Patience patience;
    private final Dialogue dialogue;
    private final ContentFlow flow;

    private Answer.Next expected = Answer.Next.COMMAND;
    private int idleCommands;

    Hearing(
            LimitSettings limits,
            CommandParser parser,
            Input input,
            Patience patience,
            Dialogue dialogue,
            ContentFlow flow) {
        this.limits = limits;
        this.parser = parser;
        this.input = input;
        this.patience = patience;
        this.dialogue = dialogue;
        this.flow = flow;
    }

    /**
     * A piece of input that is being answered.
     *
     * @param subject for the journal
     * @param answer empty where none is due: more is to come first
     */
    record Heard(String subject, Future<Optional<Answer>> answer) {
        static Heard of(String subject, Future<Answer> answer) {
            return new Heard(subject, answer.map(Optional::of));
        }
    }

    /** What the client was answered last says what comes next. */
    void expect(Answer.Next next) {
        expected = next;
        if (next == Answer.Next.MESSAGE) {
            patience.messageBegins();
        }
    }

    /** A message was posted: what led to it was not idle. */
    void posted() {
        idleCommands = 0;
    }

    /** Whether a message is coming in. */
    boolean isWithinMessage() {
        return flow.isOpen();
    }

    /** Whether a line has begun to come; to be asked when nothing is heard. */
    boolean isWithinLine() {
        return expected != Answer.Next.MESSAGE && input.isWithinLine();
    }

    /** Takes the next piece of input; empty when there is none. */
    Optional<Heard> next() {
        return switch (expected) {
            case MESSAGE -> flow.take().map(answer -> new Heard(Journal.MESSAGE, answer));
            case SASL_RESPONSE -> line(SASL_LINE);
            default -> line(limits.commandBytes());
        };
    }

    private Optional<Heard> line(int longest) {
        var frame = input.nextLine(longest);
        if (frame == null) {
            return Optional.empty();
        }
        patience.lineEnds();
        if (frame instanceof Framer.Frame.Line line) {
            try (Secret octets = line.octets()) {
                return Optional.of(take(octets, line.ended()));
            }
        }
        return Optional.of(takeOverlong());
    }

    private Heard take(Secret line, boolean ended) {
        if (!ended) {
            dialogue.logIn().abandon();
            return take(parser.parseUnended(line.octets()));
        }
        return expected == Answer.Next.SASL_RESPONSE
                ? Heard.of("AUTH", dialogue.logIn().respond(line))
                : take(parser.parse(line.octets()));
    }

    private Heard takeOverlong() {
        return expected == Answer.Next.SASL_RESPONSE
                ? Heard.of("AUTH", dialogue.logIn().tooLong())
                : take(new Command.Malformed("line", Replies.lineTooLong()));
    }

    private Heard take(Command command) {
        idleCommands += command.makesProgress() ? 0 : 1;
        if (idleCommands > limits.idleCommands()) {
            var last = LastWords.idleCommands(idleCommands).then(Answer.Next.NOTHING);
            return Heard.of(Journal.SESSION, last.now());
        }
        return command instanceof Command.Bdat chunk
                ? take(chunk)
                : Heard.of(command.subject(), dialogue.answer(command));
    }

    /** The only command that is answered later: behind its octets. */
    private Heard take(Command.Bdat chunk) {
        if (!flow.isOpen()) {
            patience.messageBegins();
        }
        flow.begin(chunk, dialogue.answer(chunk).result());
        expected = Answer.Next.MESSAGE;
        return new Heard(chunk.subject(), Future.succeededFuture(Optional.empty()));
    }
}
