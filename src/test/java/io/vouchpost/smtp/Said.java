package io.vouchpost.smtp;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;

/** What the parser made of a line, in a word or two, for tables. */
final class Said {
    private static final CommandParser PARSER = new CommandParser("submit.example.org");

    private Said() {}

    static Command parse(String line) {
        return PARSER.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    static String summary(Command command) {
        if (command instanceof Command.Mail mail) {
            return "MAIL <" + mail.reversePath().map(Mailbox::toString).orElse("") + ">"
                    + (mail.size().isPresent() ? " SIZE " + mail.size().getAsLong() : "")
                    + (mail.body() == Envelope.BodyType.UNDECLARED ? "" : " " + mail.body())
                    + (mail.smtpUtf8() ? " SMTPUTF8" : "");
        }
        if (command instanceof Command.Rcpt rcpt) {
            return "RCPT <" + rcpt.forwardPath() + ">";
        }
        if (command instanceof Command.Hello hello) {
            return hello.verb() + " " + hello.clientName();
        }
        if (command instanceof Command.Auth auth) {
            return "AUTH " + auth.mechanism()
                    + auth.initialResponse()
                            .map(Secret::reveal)
                            .map(response -> " [" + response + "]")
                            .orElse("");
        }
        if (command instanceof Command.Malformed malformed) {
            return malformed.reply().status().toString();
        }
        return command.subject();
    }
}
