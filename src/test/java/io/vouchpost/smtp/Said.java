package io.vouchpost.smtp;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the parser made of a line, in a word or two, for tables. */
final class Said {
    private static final CommandParser PARSER = new CommandParser("submit.example.org");

    private Said() {}

    static Command parse(String line) {
        return PARSER.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String terms(Terms terms) {
        return terms.returned().map(r -> " " + r).orElse("")
                + terms.envelopeId().map(id -> " ENVID " + id).orElse("")
                + (terms.requireTls() ? " REQUIRETLS" : "")
                + terms.submitter().map(s -> " AUTH " + s).orElse("")
                + terms.hold().map(h -> " until " + h.end(Instant.EPOCH)).orElse("");
    }

    static String summary(Command command) {
        if (command instanceof Command.Mail mail) {
            return "MAIL <" + mail.reversePath().map(Mailbox::toString).orElse("") + ">"
                    + (mail.size().isPresent() ? " SIZE " + mail.size().getAsLong() : "")
                    + (mail.body() == Envelope.BodyType.UNDECLARED ? "" : " " + mail.body())
                    + (mail.smtpUtf8() ? " SMTPUTF8" : "")
                    + terms(mail.terms());
        }
        if (command instanceof Command.Rcpt rcpt) {
            return "RCPT <" + rcpt.recipient() + ">"
                    + Stream.of(Recipient.Occasion.values())
                            .filter(rcpt.recipient().occasions()::contains)
                            .map(occasion -> " " + occasion)
                            .collect(Collectors.joining())
                    + rcpt.recipient().original().map(o -> " " + o).orElse("");
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
        if (command instanceof Command.Bdat chunk) {
            return "BDAT " + chunk.size() + (chunk.last() ? " LAST" : "");
        }
        if (command instanceof Command.UnknownChunk chunk) {
            return "lost " + chunk.reply().status();
        }
        if (command instanceof Command.Malformed malformed) {
            return malformed.reply().status().toString();
        }
        return command.subject();
    }
}
