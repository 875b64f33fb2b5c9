package io.vouchpost.cli;

import io.vouchpost.policy.Rules;
import io.vouchpost.smtp.Mailbox;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code policy …}: what the policy would say, without sending anything. */
@Command(name = "policy", description = "What the policy says, without sending anything.")
public final class PolicyCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Command(
            description = {
                "Try a message that is never sent: may the account send it? The database and the configuration are"
                        + " asked, in report mode too.",
                "Exit code 0 where it may, 1 where it may not."
            })
    int test(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "ACCOUNT") String name,
            @Option(
                            names = "--from",
                            paramLabel = "ADDRESS",
                            required = true,
                            description = "The sender in MAIL FROM; <> for none.")
                    String from,
            @Option(
                            names = "--header-from",
                            paramLabel = "ADDRESS",
                            description =
                                    "The author in From:; that of --from where nothing is said. Any number of them.")
                    @Nullable
                    List<String> authors,
            @Option(names = "--sender", paramLabel = "ADDRESS", description = "In Sender:; none where nothing is said.")
                    @Nullable
                    String sender,
            @Option(names = "--to", paramLabel = "ADDRESS", description = "In RCPT TO. Any number of them.") @Nullable
                    List<String> recipients) {
        return database.runForVerdict(
                () -> new PolicyTrial(
                        reversePath(from),
                        mailboxes(authors == null ? headerFrom(from) : authors),
                        mailboxes(sender == null ? List.of() : List.of(sender)),
                        mailboxes(recipients == null ? List.of() : recipients)),
                (opened, trial) -> opened.account(name)
                        .map(account -> trial.play(Rules.of(opened.policy()).sender(account), opened.policy())));
    }

    private static List<String> headerFrom(String from) {
        return reversePath(from).isPresent() ? List.of(from) : List.of();
    }

    private static Optional<Mailbox> reversePath(String typed) {
        return typed.isEmpty() || typed.equals("<>") ? Optional.empty() : Optional.of(mailbox(typed));
    }

    private static List<Mailbox> mailboxes(List<String> typed) {
        return typed.stream().map(PolicyCommand::mailbox).toList();
    }

    private static Mailbox mailbox(String typed) {
        var bare = typed.startsWith("<") && typed.endsWith(">") ? typed.substring(1, typed.length() - 1) : typed;
        return Mailbox.parse(bare)
                .filter(it -> !it.localPart().isEmpty() && !it.domain().isEmpty())
                .orElseThrow(() -> new CommandException("This is no address: " + typed, 2));
    }
}
