package io.vouchpost.cli;

import static io.vouchpost.cli.AccountAnswers.changed;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code account totp …}: one-time codes behind the password. */
@Command(name = "totp", description = "One-time codes (RFC 6238), typed behind the password.")
public final class TotpCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Command(description = "Ask for a code from now on. Secret and recovery codes are shown this once; older ones end.")
    int enable(@Mixin OnDatabase database, @Parameters(paramLabel = "NAME") String name) {
        return database.run(
                opened -> opened.factors().enableCodes(name).map(codes -> CredentialAnswers.codes(name, codes)));
    }

    @Command(description = "Ask for the password alone again.")
    int disable(@Mixin OnDatabase database, @Parameters(paramLabel = "NAME") String name) {
        return database.run(opened ->
                opened.factors().disableCodes(name).map(v -> changed(name, "logs in by its password alone again")));
    }
}
