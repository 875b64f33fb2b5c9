package io.vouchpost.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code guard …}: what the guard does, and what it would do. */
@Command(
        name = "guard",
        description = "Who may connect and who may try a password.",
        subcommands = SimulateCommand.class)
public final class GuardCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();
}
