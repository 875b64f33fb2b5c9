package io.vouchpost.cli;

import static io.vouchpost.cli.AccountAnswers.changed;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code account identity …}: the addresses that an account may send as. */
@Command(name = "identity", description = "The addresses that an account may send as.", mixinStandardHelpOptions = true)
public final class IdentityCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    private static final String ADDRESS = "alice@example.org, or *@example.org for all of that domain.";

    @Command(description = "Let an account send as an address.")
    int add(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "ADDRESS", description = ADDRESS) String address) {
        return database.run(opened ->
                opened.accounts().addIdentity(name, address).map(v -> changed(name, "may send as " + address)));
    }

    @Command(description = "Let an account no longer send as an address.")
    int remove(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "ADDRESS", description = ADDRESS) String address) {
        return database.run(opened -> opened.accounts()
                .removeIdentity(name, address)
                .map(v -> changed(name, "may no longer send as " + address)));
    }
}
