package io.vouchpost.verticle;

import static io.vouchpost.verticle.Installed.awaitState;

import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.survival.RecordingHop;
import io.vouchpost.survival.RecordingHop.Mood;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What becomes of mail in the spool by settings of delivery, where the next hop does not take it. */
final class LiveSpool {
    private static final String NOBODY = RecordingHop.NOBODY + "@example.net";
    private static final String BODY = "Words that nobody reads.";

    private final AtomicInteger numbers = new AtomicInteger();
    private final Neighbour neighbour;

    LiveSpool(Neighbour neighbour) {
        this.neighbour = neighbour;
    }

    List<LiveCase> cases() {
        return List.of(
                spooled(LiveCase.soon("delivery.timeout", "1s", this::hung, "waited for no longer")),
                spooled(LiveCase.of("delivery.retry.intervals", new JsonArray().add("7m"), this::minutes, "1", "7"))
                        .with("delivery.retry.jitter", 0),
                spooled(LiveCase.of("delivery.retry.jitter", 90, this::scatter, "all at once", "scattered"))
                        .with("delivery.retry.jitter", 0)
                        .with("delivery.retry.intervals", new JsonArray().add("100m")),
                spooled(LiveCase.soon("delivery.retry.expire", "1s", this::expired, "given up"))
                        .with("delivery.retry.intervals", new JsonArray().add("200ms")),
                spooled(LiveCase.of("delivery.retry.warn", "1ms", this::warned, "not told", "told")),
                spooled(LiveCase.of(
                        "delivery.notifications.from",
                        "postmaster@example.org",
                        this::author,
                        "mailer-daemon@submit.example.org",
                        "postmaster@example.org")),
                spooled(LiveCase.of("delivery.notifications.returnedBytes", 7, this::returned, "whole", "header")));
    }

    private LiveCase spooled(LiveCase example) {
        return example.with("delivery.acknowledge", "spooled")
                .with("delivery.routes", new JsonArray().add(neighbour.route()));
    }

    private String fresh() {
        return "spooled" + numbers.incrementAndGet();
    }

    private static Letter letter(String subject, String... recipients) {
        return Letter.of(subject, recipients)
                .with("Subject: " + subject + "\r\nMessage-ID: <" + subject + "@example.org>\r\n", BODY + "\r\n");
    }

    /** Its reference, once the first attempt was in vain. */
    private String deferred(TestGateway gateway, Mood mood, String... recipients) throws Exception {
        neighbour.is(mood);
        var reference = Installed.accepted(gateway, letter(fresh(), recipients));
        awaitState(gateway, reference, "WAITING");
        return reference;
    }

    private static String ask(TestGateway gateway, String query, String reference) {
        return String.valueOf(
                TestGateway.await(gateway.pool().preparedQuery(query).execute(Tuple.of(reference)))
                        .iterator()
                        .next()
                        .getValue(0));
    }

    private String hung(TestGateway gateway) throws Exception {
        deferred(gateway, Mood.HANGS, "bob@example.net");
        return "waited for no longer";
    }

    private String minutes(TestGateway gateway) throws Exception {
        return ask(
                gateway,
                "SELECT round(extract(epoch FROM due - now()) / 60)::int FROM spool_recipients WHERE message = $1",
                deferred(gateway, Mood.DEFERS_RECIPIENTS, "bob@example.net"));
    }

    /** That all four of those that are scattered come within the same two minutes of three hours happens to nobody. */
    private String scatter(TestGateway gateway) throws Exception {
        var query = "SELECT bool_and(abs(extract(epoch FROM due - now()) - 6000) < 60) FROM spool_recipients"
                + " WHERE message = $1";
        return ask(
                                gateway,
                                query,
                                deferred(
                                        gateway,
                                        Mood.DEFERS_RECIPIENTS,
                                        "a@example.net",
                                        "b@example.net",
                                        "c@example.net",
                                        "d@example.net"))
                        .equals("true")
                ? "all at once"
                : "scattered";
    }

    private String expired(TestGateway gateway) throws Exception {
        neighbour.is(Mood.DEFERS_RECIPIENTS);
        var reference = Installed.accepted(gateway, letter(fresh(), "bob@example.net"));
        awaitState(gateway, reference, "FAILED");
        return "given up";
    }

    private String warned(TestGateway gateway) throws Exception {
        var reference = deferred(gateway, Mood.DEFERS_RECIPIENTS, "bob@example.net");
        return ask(gateway, "SELECT warned FROM spool_recipients WHERE message = $1", reference)
                        .equals("true")
                ? "told"
                : "not told";
    }

    /** What the sender is told of one that is refused for good. */
    private String notification(TestGateway gateway) throws Exception {
        neighbour.is(Mood.GOOD);
        var subject = fresh();
        Installed.accepted(gateway, letter(subject, NOBODY).on("RET=FULL"));
        for (var taken = neighbour.arrival();
                ;
                taken = neighbour.arrival()) { // others of earlier on may come before it
            if (taken.from().isEmpty() && taken.octets().contains("Message-ID: <" + subject + "@example.org>")) {
                return taken.octets();
            }
        }
    }

    private String author(TestGateway gateway) throws Exception {
        return notification(gateway)
                .lines()
                .filter(line -> line.startsWith("From: "))
                .findFirst()
                .orElseThrow()
                .replaceAll(".*[ <](\\S+@[^ >]+)>?.*", "$1");
    }

    private String returned(TestGateway gateway) throws Exception {
        return notification(gateway).contains(BODY) ? "whole" : "header";
    }
}
