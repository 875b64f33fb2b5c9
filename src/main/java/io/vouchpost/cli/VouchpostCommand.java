package io.vouchpost.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vouchpost}: the commands. Alone it shows how it is used. */
@Command(
        name = VouchpostCommand.NAME,
        description = "An SMTP AUTH submission gateway: it vouches for who you are, then posts your mail onward.",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            CheckCommand.class,
            MigrateCommand.class,
            AccountCommand.class,
            RoleCommand.class,
            PolicyCommand.class,
            LockoutCommand.class,
            BreakerCommand.class,
            GuardCommand.class,
            QueueCommand.class,
            WhyCommand.class,
            AuditCommand.class,
            ProbeCommand.class
        },
        exitCodeOnInvalidInput = 2,
        exitCodeOnExecutionException = 1)
public final class VouchpostCommand {
    public static final String NAME = "vouchpost";

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();
}
