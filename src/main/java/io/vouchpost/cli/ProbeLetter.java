package io.vouchpost.cli;

import io.vouchpost.probe.Letter;
import io.vouchpost.smtp.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The test message: sent only to those who are named. */
final class ProbeLetter {
    @Option(names = "--from", paramLabel = "ADDRESS", description = "The sender; --user where nothing is said.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            description = "Send a test message there. Any number; without it nothing is sent.")
    private List<String> to = new ArrayList<>();

    @Option(names = "--send-to-self", description = "Send it to the sender.")
    private boolean toSelf;

    /** @throws CommandException where the options do not fit together */
    Optional<Letter> letter(String user) {
        if (to.isEmpty() && !toSelf) {
            return Optional.empty();
        }
        if (user.isEmpty()) {
            throw new CommandException("A test message needs a log-in: --user NAME.", 2);
        }
        var sender = mailbox(from == null ? user : from);
        var recipients = new ArrayList<Mailbox>();
        to.forEach(address -> recipients.add(mailbox(address)));
        if (toSelf) {
            recipients.add(sender);
        }
        return Optional.of(Letter.of(sender, recipients));
    }

    private static Mailbox mailbox(String address) {
        return Mailbox.parse(address)
                .filter(mailbox -> !mailbox.localPart().isEmpty()
                        && mailbox.domain().matches("[^\\s@<>\\p{Cntrl}]+")
                        && mailbox.localPart().chars().noneMatch(Character::isISOControl))
                .orElseThrow(() -> new CommandException("That is no address: " + Harmless.text(address), 2));
    }
}
