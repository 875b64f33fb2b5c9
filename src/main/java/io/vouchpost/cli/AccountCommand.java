package io.vouchpost.cli;

import static io.vouchpost.cli.AccountAnswers.changed;

import io.vertx.core.Future;
import io.vouchpost.account.Factor;
import io.vouchpost.account.Identity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code account …}: who may log in, by which password, and send as whom. Every change takes effect at once. */
@Command(
        name = "account",
        description = "Accounts: who may log in, and send as whom. Changes take effect at once.",
        subcommands = {
            IdentityCommand.class,
            AccountRoleCommand.class,
            AccountPermissionCommand.class,
            CredentialCommand.class,
            CertificateCommand.class,
            TotpCommand.class,
            UsageCommand.class,
            ImportCommand.class
        })
public final class AccountCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    private static final String NAME = "The name to log in by; upper and lower case are the same.";

    @Command(description = "Add an account. A name that is an address is its own identity where none is given.")
    int add(
            @Mixin OnDatabase database,
            @Mixin PasswordOption password,
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(
                            names = "--identity",
                            paramLabel = "ADDRESS",
                            description = "May send as this address, or as *@domain. Any number of them.")
                    @Nullable
                    List<String> identities,
            @Option(names = "--null-sender", description = "May send with MAIL FROM:<>, as bounces are.")
                    boolean nullSender) {
        var addresses = orItself(identities, name);
        return database.run(
                () -> password.askForStrong(withName(name, addresses)), (opened, secret) -> opened.accounts()
                        .add(name, secret, addresses, nullSender)
                        .map(AccountAnswers::added));
    }

    private static List<String> withName(String name, List<String> addresses) {
        return Stream.concat(Stream.of(name), addresses.stream()).toList();
    }

    private static List<String> orItself(@Nullable List<String> identities, String name) {
        if (identities != null) {
            return identities;
        }
        return Identity.of(name).filter(own -> !own.pattern().startsWith("*")).stream()
                .map(Identity::pattern)
                .toList();
    }

    @Command(description = "Give an account another password. The old one ends at once.")
    int passwd(
            @Mixin OnDatabase database,
            @Mixin PasswordOption password,
            @Parameters(paramLabel = "NAME", description = NAME) String name) {
        return database.run(() -> password.askForStrong(List.of(name)), (opened, secret) -> opened.accounts()
                .setPassword(name, secret)
                .map(v -> changed(name, "has its new password")));
    }

    @Command(description = "All accounts.")
    int list(@Mixin OnDatabase database) {
        return database.run(opened -> opened.accounts().list().map(AccountAnswers::table));
    }

    @Command(description = "One account.")
    int show(@Mixin OnDatabase database, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        return database.run(opened -> opened.account(name).map(AccountAnswers::one));
    }

    @Command(description = "Let an account log in again.")
    int enable(@Mixin OnDatabase database, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        return database.run(opened -> opened.accounts().setEnabled(name, true).map(v -> changed(name, "is enabled")));
    }

    @Command(description = "Keep an account from logging in, without removing it.")
    int disable(@Mixin OnDatabase database, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        return database.run(opened -> opened.accounts().setEnabled(name, false).map(v -> changed(name, "is disabled")));
    }

    @Command(name = "null-sender", description = "Let an account send with MAIL FROM:<>, as bounces are; or no longer.")
    int nullSender(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(names = "--deny", description = "No longer.") boolean deny) {
        return database.run(opened -> opened.accounts()
                .setNullSender(name, !deny)
                .map(v -> changed(name, deny ? "may not send with MAIL FROM:<>" : "may send with MAIL FROM:<>")));
    }

    /** As typed. */
    enum Required {
        none,
        certificate
    }

    @Command(
            name = "second-factor",
            description = "What an account needs besides its own password; one-time codes are set up by account totp.")
    int secondFactor(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Parameters(paramLabel = "FACTOR", description = "One of ${COMPLETION-CANDIDATES}.") Required factor) {
        return database.run(opened -> opened.factors()
                .require(name, Factor.valueOf(factor.name().toUpperCase(Locale.ROOT)))
                .map(v -> changed(
                        name,
                        factor == Required.none
                                ? "logs in by its password alone"
                                : "needs a client certificate besides its password")));
    }

    @Command(
            description =
                    "Where the owner of an account is told that somebody else may be using it: an address that is not"
                            + " of the account itself. Alone it tells what is known.")
    int contact(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Parameters(paramLabel = "ADDRESS", arity = "0..1", description = "Such as alice@example.net.") @Nullable
                    String address,
            @Option(names = "--none", description = "Nowhere any more.") boolean none) {
        if (address != null && none) {
            return database.run(
                    () -> {
                        throw new CommandException("Either an address or --none, not both.", 2);
                    },
                    (opened, nothing) -> Future.failedFuture("not reached"));
        }
        if (address == null && !none) {
            return database.run(
                    opened -> opened.accounts().contact(name).map(known -> AccountAnswers.contact(name, known)));
        }
        return database.run(opened -> opened.accounts()
                .setContact(name, Optional.ofNullable(address))
                .map(v ->
                        changed(name, address == null ? "has no contact any more" : "has its contact at " + address)));
    }

    @Command(description = "Remove an account with all that belongs to it.")
    int remove(@Mixin OnDatabase database, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        return database.run(opened -> opened.accounts().remove(name).map(v -> changed(name, "is removed")));
    }
}
