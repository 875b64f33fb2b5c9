package io.vouchpost.verticle;

import static io.vouchpost.verticle.TestGateway.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Ruling;
import io.vouchpost.sasl.AccountName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** What those who come notice of settings of the guard; asked without sessions, from where nobody has been before. */
final class LiveGuard {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private LiveGuard() {}

    static List<LiveCase> cases() {
        var quota = new JsonObject().put("name", "few").put("messages", new JsonObject().put("day", 1));
        return List.of(
                LiveCase.of(
                        "guard.accountFailures",
                        3,
                        gateway -> guesses(gateway, 3, i -> attempt(1, 1, i)),
                        "welcome",
                        "guard.accountFailures"),
                LiveCase.of(
                        "guard.strangerFailures",
                        3,
                        gateway -> guesses(gateway, 3, i -> attempt(i, 1, i)),
                        "welcome",
                        "guard.strangerFailures"),
                LiveCase.of(
                        "guard.networkFailures",
                        3,
                        gateway -> guesses(gateway, 3, i -> attempt(1, i, i)),
                        "welcome",
                        "guard.networkFailures"),
                LiveCase.of(
                        "guard.sprayedAccounts",
                        3,
                        gateway -> guesses(gateway, 3, i -> attempt(1, i, i)),
                        "welcome",
                        "guard.sprayedAccounts"),
                LiveCase.of(
                        "guard.stuffingNetworks",
                        3,
                        gateway -> guesses(gateway, 3, i -> attempt(i, 1, i)),
                        "welcome",
                        "guard.stuffingNetworks"),
                LiveCase.of("guard.lockout", "20m", gateway -> locked(gateway, 3), "1m", "20m")
                        .with("guard.accountFailures", 3),
                LiveCase.of("guard.longestLockout", "2m", gateway -> locked(gateway, 6), "8m", "2m")
                        .with("guard.accountFailures", 3),
                LiveCase.asked(
                        "guard.forgetAfter", "7m", settings -> settings.guard().forgetAfter(), "PT7M"),
                LiveCase.of("guard.familiarFor", "0s", LiveGuard::familiar, "welcome", "guard.strangerFailures")
                        .with("guard.strangerFailures", 3),
                LiveCase.of("guard.tarpit", "4s", LiveGuard::heldBack, "no", "yes"),
                LiveCase.of(
                        "guard.connectionsPerMinute",
                        2,
                        gateway -> arrivals(gateway, false),
                        "welcome",
                        "guard.connectionsPerMinute"),
                LiveCase.of(
                                "guard.widerNetworks",
                                1,
                                gateway -> arrivals(gateway, true),
                                "welcome",
                                "guard.connectionsPerMinute")
                        .with("guard.connectionsPerMinute", 10),
                LiveCase.of("guard.loginsPerMinute", 2, gateway -> logIns(gateway), "welcome", "guard.loginsPerMinute"),
                LiveCase.of("guard.failuresPerSession", 2, LiveGuard::untilClosed, "4", "3"),
                LiveCase.of(
                                "guard.exempt",
                                new JsonArray().add("127.0.0.0/8").add("198.18.0.0/15"),
                                gateway -> guesses(gateway, 3, i -> attempt(1, 1, i)),
                                "guard.accountFailures",
                                "welcome")
                        .with("guard.accountFailures", 3),
                LiveCase.of(
                        "guard.deny",
                        new JsonArray().add("198.18.0.0/15"),
                        gateway -> said(await(
                                gateway.gateway().gate().guard().admit(new Guard.Arrival(network(fresh(), 1), false)))),
                        "welcome",
                        "guard.deny"),
                LiveCase.of("guard.sharedAddress.percent", 1, LiveGuard::shared, "not told", "told")
                        .with(
                                "guard.sharedAddress",
                                new JsonObject().put("percent", 100).put("sessions", 1)),
                LiveCase.of("guard.sharedAddress.sessions", 1, LiveGuard::shared, "not told", "told")
                        .with(
                                "guard.sharedAddress",
                                new JsonObject().put("percent", 1).put("sessions", 100_000)),
                LiveCase.of("guard.quotas", new JsonArray().add(quota), LiveGuard::two, "250", "451"));
    }

    private record Guess(int network, int account, int password) {
        Guard.Attempt by(int who) {
            return new Guard.Attempt(
                    "S" + NUMBERS.incrementAndGet(),
                    "client",
                    LiveGuard.network(who, network),
                    "PLAIN",
                    "a" + who + "-" + account,
                    String.format(java.util.Locale.ROOT, "%04x", password));
        }
    }

    private static Guess attempt(int network, int account, int password) {
        return new Guess(network, account, password);
    }

    private static int fresh() {
        return NUMBERS.incrementAndGet();
    }

    /** No two in one /24. */
    private static String network(int who, int number) {
        int all = who * 8 + number;
        return "198." + (18 + all / 256 % 2) + "." + all % 256 + ".1";
    }

    private static String said(Ruling ruling) {
        if (ruling instanceof Ruling.Wait wait) {
            return wait.rule();
        }
        return ruling instanceof Ruling.Denied denied ? denied.rule() : "welcome";
    }

    private static void fails(TestGateway gateway, Guard.Attempt attempt) {
        await(gateway.gateway().gate().guard().record(attempt, Guard.Result.FAILED));
        await(gateway.gateway().gate().settled());
    }

    private static String guesses(TestGateway gateway, int count, Function<Integer, Guess> guess) {
        int who = fresh();
        for (int i = 1; i <= count; i++) {
            fails(gateway, guess.apply(i).by(who));
        }
        return said(await(
                gateway.gateway().gate().guard().admit(guess.apply(count + 1).by(who))));
    }

    private static String locked(TestGateway gateway, int count) {
        int who = fresh();
        for (int i = 1; i <= count; i++) {
            fails(gateway, attempt(1, 1, i).by(who));
        }
        var wait = (Ruling.Wait)
                await(gateway.gateway().gate().guard().admit(attempt(1, 1, 99).by(who)));
        return Math.round(Duration.between(Clock.systemUTC().instant(), wait.until())
                                .toSeconds()
                        / 60.0) + "m";
    }

    /** From where the account has logged in, while it is locked for strangers. */
    private static String familiar(TestGateway gateway) {
        int who = fresh();
        await(gateway.gateway().gate().guard().record(attempt(7, 1, 0).by(who), Guard.Result.SUCCEEDED));
        await(gateway.gateway().gate().settled());
        for (int i = 1; i <= 3; i++) {
            fails(gateway, attempt(i, 1, i).by(who));
        }
        return said(
                await(gateway.gateway().gate().guard().admit(attempt(7, 1, 99).by(who))));
    }

    private static String heldBack(TestGateway gateway) {
        int who = fresh();
        var longest = Duration.ZERO;
        for (int i = 1; i <= 5; i++) {
            var delay = await(
                    gateway.gateway().gate().guard().record(attempt(1, 1, i).by(who), Guard.Result.FAILED));
            longest = delay.compareTo(longest) > 0 ? delay : longest;
        }
        return longest.isZero() ? "no" : "yes";
    }

    /** More than fit in a minute, even where the clock's minute ends among them. */
    private static String arrivals(TestGateway gateway, boolean fromNeighbours) {
        int who = fresh();
        for (int i = 0; i < 30; i++) {
            var address = network(who, 1).replaceAll("1$", Integer.toString(fromNeighbours ? i + 1 : 1));
            var ruling = said(await(gateway.gateway().gate().guard().admit(new Guard.Arrival(address, false))));
            if (!ruling.equals("welcome")) {
                return ruling;
            }
        }
        return "welcome";
    }

    private static String logIns(TestGateway gateway) {
        int who = fresh();
        for (int i = 0; i < 9; i++) {
            var attempt = attempt(1, i, 0).by(who);
            var ruling = said(await(gateway.gateway().gate().guard().admit(attempt)));
            if (!ruling.equals("welcome")) {
                return ruling;
            }
            await(gateway.gateway().gate().guard().record(attempt, Guard.Result.UNDECIDED));
        }
        return "welcome";
    }

    /** With the reply after that to the last wrong password that it bears. */
    private static String untilClosed(TestGateway gateway) throws Exception {
        try (var client = LiveSasl.hello(gateway)) {
            for (int i = 1; i < 20; i++) {
                if (client.command("AUTH PLAIN "
                                + LiveSasl.base64("\0alice@example.org\0wrong" + NUMBERS.incrementAndGet()))
                        .startsWith("421")) {
                    return Integer.toString(i);
                }
            }
            return "never";
        }
    }

    private static String shared(TestGateway gateway) {
        var shared = gateway.gateway().gate().shared();
        int before = shared.count();
        int who = fresh();
        for (int i = 0; i < 50; i++) {
            shared.arrived(new Guard.Arrival("10.1." + who % 256 + ".1", false));
            shared.arrived(new Guard.Arrival("198.18.0.1", false));
        }
        shared.loggedIn("10.1." + who % 256 + ".1", AccountName.of("somebody").orElseThrow());
        return shared.count() > before ? "told" : "not told";
    }

    private static String two(TestGateway gateway) throws Exception {
        LiveMail.submit(gateway, "q" + fresh(), TestGateway.ALICE, TestGateway.ALICE, "");
        return LiveMail.submit(gateway, "q" + fresh(), TestGateway.ALICE, TestGateway.ALICE, "")
                .substring(0, 3);
    }
}
