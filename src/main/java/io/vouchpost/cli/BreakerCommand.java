package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vouchpost.guard.Tripped.Outcome;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.spool.Withheld;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code breaker …}: whose mail is held because the account may be in other hands, and what becomes of it. */
@Command(
        name = "breaker",
        description = "Whose mail is held because the account may be in other hands; letting it go, or removing it.")
public final class BreakerCommand {
    private static final String ACCOUNT = "The account's name; upper and lower case are the same.";

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Command(description = "All accounts whose mail is held, and why.")
    int list(@Mixin OnDatabase database) {
        return database.run(opened -> opened.breakers().inForce().map(BreakerAnswers::table));
    }

    @Command(description = "One account: why its mail is held, how much is, and what was before.")
    int show(@Mixin OnDatabase database, @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String typed) {
        var account = name(typed);
        return database.run(opened -> opened.breakers().history(account).compose(history -> opened.withheld()
                .count(account)
                .map(extent -> BreakerAnswers.story(account, history, extent))));
    }

    @Command(description = "All is well: end it, and let what is held go out.")
    int release(@Mixin OnDatabase database, @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String typed) {
        return end(database, name(typed), Outcome.RELEASED);
    }

    @Command(description = "It was not the owner: end it, and remove what is held. Nobody is told, nothing is asked.")
    int drop(@Mixin OnDatabase database, @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String typed) {
        return end(database, name(typed), Outcome.DROPPED);
    }

    /** Ended first: what comes meanwhile is held no more. Interrupted and begun again, it does the rest. */
    private static int end(OnDatabase database, String account, Outcome outcome) {
        return database.runHoweverLong(() -> "", (opened, nothing) -> opened.breakers()
                .end(account, outcome, Clock.systemUTC().instant())
                .compose(ended -> perform(opened.withheld(), account, outcome).map(extent -> {
                    if (ended.isEmpty() && extent.recipients() == 0) {
                        throw new CommandException("Nothing of " + Harmless.text(account) + " is held by the breaker.");
                    }
                    return BreakerAnswers.ended(account, outcome, extent);
                })));
    }

    private static Future<Withheld.Extent> perform(Withheld withheld, String account, Outcome outcome) {
        return switch (outcome) {
            case RELEASED -> withheld.release(account);
            case DROPPED -> withheld.drop(account);
        };
    }

    private static String name(String typed) {
        return AccountName.of(typed).map(AccountName::value).orElse(typed);
    }
}
