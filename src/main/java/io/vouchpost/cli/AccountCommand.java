package io.vouchpost.cli;

import static io.vouchpost.cli.AccountAnswers.changed;

import io.vertx.core.Future;
import io.vouchpost.account.Identity;
import java.util.List;
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
        subcommands = {IdentityCommand.class, CertificateCommand.class, UsageCommand.class})
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
        return database.run(opened -> opened.accounts().find(name).compose(found -> found.map(
                        account -> Future.succeededFuture(AccountAnswers.one(account)))
                .orElseGet(
                        () -> Future.failedFuture(new CommandException("There is no account named " + name + ".")))));
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

    @Command(description = "Remove an account with all that belongs to it.")
    int remove(@Mixin OnDatabase database, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        return database.run(opened -> opened.accounts().remove(name).map(v -> changed(name, "is removed")));
    }
}
