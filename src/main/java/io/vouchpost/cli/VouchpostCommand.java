package io.vouchpost.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vouchpost}: the commands. Alone it shows how it is used. */
@Command(
        name = "vouchpost",
        description = "An SMTP AUTH submission gateway: it vouches for who you are, then posts your mail onward.",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            CheckCommand.class,
            AccountCommand.class,
            LockoutCommand.class,
            QueueCommand.class,
            WhyCommand.class
        },
        exitCodeOnInvalidInput = 2,
        exitCodeOnExecutionException = 1)
public final class VouchpostCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();
}
