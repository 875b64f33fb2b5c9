package io.vouchpost.guard;

import io.vouchpost.guard.Tripped.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What operator and owner read: all the words of it stand here. Plain English, short sentences; what happened, why, and what
 * to do, to the letter.
 */
final class BreakerLetters {
    private static final int WIDTH = 76;

    private final StringBuilder text = new StringBuilder();
    private boolean indented;

    private BreakerLetters(String hostname) {
        paragraph("This is the mail gateway " + hostname + ".");
    }

    /**
     * @param held how many recipients waited in the spool and are held too
     */
    static Letter toOperator(String to, String hostname, Tripped tripped, int held) {
        var account = word(tripped.account());
        var letter = new BreakerLetters(hostname)
                .paragraph("It holds the mail of this account, because it may be in other hands:")
                .line(tripped.account())
                .paragraph("Since " + time(tripped.since()) + ". Why: " + tripped.detail() + ".")
                .paragraph("What the account sends is still accepted, and kept; nothing of it goes out."
                        + (held > 0 ? " Of what waited in the spool, " + held + " recipients are held, too." : ""))
                .paragraph("To look at it:")
                .line("vouchpost breaker show " + account)
                .line("vouchpost queue list --account " + account + " --state held")
                .paragraph("If it is in other hands, keep them out first, then remove what is held:")
                .line("vouchpost account passwd " + account)
                .line("vouchpost breaker drop " + account)
                .paragraph("Until there is a new password, nobody logs in after:")
                .line("vouchpost account disable " + account)
                .paragraph("If all is well, let the mail go:")
                .line("vouchpost breaker release " + account);
        return new Letter(
                "BREAKER-" + tripped.id() + "-OPERATOR",
                to,
                "The mail of " + tripped.account() + " is held",
                letter.text());
    }

    static Letter toOwner(String to, String hostname, Tripped tripped) {
        var letter = new BreakerLetters(hostname)
                .paragraph("Somebody may know the password of your mail account:")
                .line(tripped.account())
                .paragraph("Since " + time(tripped.since()) + " what is sent by it is kept back, because "
                        + plainly(tripped.reason()) + ".")
                .paragraph("If that was not you: change the password now, and tell those who run your mail. Change it"
                        + " wherever else you use the same one.")
                .paragraph("If it was you: tell those who run your mail. They can let it go; nothing is lost, and you"
                        + " need not send it again.")
                .paragraph("This mail asks for no password, and has nothing to click on.");
        return new Letter(
                "BREAKER-" + tripped.id() + "-OWNER",
                to,
                "Your mail account " + tripped.account() + " needs your attention",
                letter.text());
    }

    static Letter unusualToOperator(String id, String to, String hostname, String account, String detail, Instant now) {
        var letter = new BreakerLetters(hostname)
                .paragraph("It has seen something unusual of this account:")
                .line(account)
                .paragraph("At " + time(now) + ": " + detail + ".")
                .paragraph("Nothing is held because of it. It is told once a day at most.")
                .paragraph("If the owner knows nothing of it, give the account another password:")
                .line("vouchpost account passwd " + word(account));
        return new Letter(id, to, "Something unusual of " + account, letter.text());
    }

    static Letter unusualToOwner(String id, String to, String hostname, String account, Reason reason, Instant now) {
        var letter = new BreakerLetters(hostname)
                .paragraph("There is news of your mail account:")
                .line(account)
                .paragraph("At " + time(now) + ", " + plainly(reason) + ".")
                .paragraph("If that was you, there is nothing to do.")
                .paragraph("If it was not: change the password now, and tell those who run your mail.")
                .paragraph("This mail asks for no password, and has nothing to click on.");
        return new Letter(id, to, "News of your mail account " + account, letter.text());
    }

    private static String plainly(Reason reason) {
        return switch (reason) {
            case VELOCITY -> "far more was sent within an hour than is usual";
            case BOUNCES -> "much of it went to addresses that do not exist or refuse it";
            case NETWORK -> "somebody has logged in from a network that it was never used from before";
            case COUNTRY -> "somebody has logged in from a country that it was never used from before";
        };
    }

    /** As it is typed to a shell. */
    static String word(String account) {
        return account.matches("[A-Za-z0-9@._+/-]+") ? account : "'" + account.replace("'", "'\\''") + "'";
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private String text() {
        return text.toString();
    }

    private BreakerLetters line(String words) {
        text.append(indented ? "  " : "\n  ").append(words).append('\n');
        indented = true;
        return this;
    }

    private BreakerLetters paragraph(String words) {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        indented = false;
        int column = 0;
        for (String word : words.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                text.append('\n');
                column = 0;
            }
            text.append(column > 0 ? " " : "").append(word);
            column += word.length() + (column > 0 ? 1 : 0);
        }
        text.append('\n');
        return this;
    }
}
