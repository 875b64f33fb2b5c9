package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vouchpost.guard.LockKind;
import io.vouchpost.guard.LockoutRegister;
import io.vouchpost.guard.LockoutRegister.Subject;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockout …}: who has to wait after too many failed log-ins, why, and letting them in again. */
@Command(name = "lockout", description = "Who is locked out after too many failed log-ins.")
public final class LockoutCommand {
    private static final String KEY =
            "As listed; or the name of an account, or an address: all that is counted against it.";

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Command(description = "All that are locked out now.")
    int list(
            @Mixin OnDatabase database,
            @Option(
                            names = "--account",
                            defaultValue = "",
                            paramLabel = "NAME",
                            description = "Only locks of that account.")
                    String account,
            @Option(
                            names = "--network",
                            defaultValue = "",
                            paramLabel = "ADDRESS",
                            description = "Only locks of that network: an IPv4 address, an IPv6 /64.")
                    String network,
            @Option(
                            names = "--kind",
                            defaultValue = "",
                            paramLabel = "KIND",
                            description = "credential, pair, account, stuffing, network or spraying.")
                    String kind) {
        return database.run(
                () -> new Wanted(
                        part(account, Subject::account, "an account"),
                        part(network, Subject::network, "an address"),
                        kind(kind)),
                (opened, wanted) -> opened.lockouts()
                        .active(
                                wanted.account(),
                                wanted.network(),
                                wanted.kind(),
                                Clock.systemUTC().instant())
                        .map(LockoutAnswers::table));
    }

    private record Wanted(String account, String network, Optional<LockKind> kind) {}

    /** Nothing would stand for all of them. */
    private static String part(String typed, Function<Subject, String> part, String what) {
        return typed.isEmpty()
                ? ""
                : Optional.of(part.apply(subject(typed)))
                        .filter(found -> !found.isEmpty())
                        .orElseThrow(() -> new CommandException(Harmless.text(typed) + " is not " + what + "."));
    }

    private static Optional<LockKind> kind(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(LockKind.of(text)
                .orElseThrow(() -> new CommandException("There is no kind " + Harmless.text(text) + "; there are "
                        + Arrays.stream(LockKind.values()).map(LockKind::text).collect(Collectors.joining(", "))
                        + ".")));
    }

    @Command(description = "What is counted against somebody, what follows from it, and what to do about it.")
    int show(@Mixin OnDatabase database, @Parameters(paramLabel = "KEY", description = KEY) String key) {
        return database.run(() -> subject(key), (opened, subject) -> opened.lockouts()
                .story(subject)
                .map(story -> LockoutAnswers.story(key, story, Clock.systemUTC().instant())));
    }

    @Command(description = "End a lockout and forget the failures that led to it.")
    int clear(@Mixin OnDatabase database, @Parameters(paramLabel = "KEY", description = KEY) String key) {
        return database.run(() -> subject(key), (opened, subject) -> clear(opened.lockouts(), subject, key));
    }

    private static Subject subject(String typed) {
        return Subject.of(typed)
                .orElseThrow(() -> new CommandException(
                        Harmless.text(typed) + " is neither a key as listed nor an account nor an address."));
    }

    private static Future<Answer> clear(LockoutRegister lockouts, Subject subject, String key) {
        return lockouts.clear(subject)
                .compose(some -> some
                        ? Future.succeededFuture(
                                new Answer("Cleared " + Harmless.text(key) + ".", new JsonObject().put("cleared", key)))
                        : Future.failedFuture(new CommandException(
                                "There are no failed log-ins of " + Harmless.text(key) + " to clear.")));
    }
}
