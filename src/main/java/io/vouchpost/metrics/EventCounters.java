package io.vouchpost.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.vouchpost.audit.Event;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Counts what goes to the audit trail. */
final class EventCounters {
    private static final String OTHER = "other";
    private static final int MOST_RULES = 200;
    /** Of commands that come when they may not: what was refused is the command, and no message. */
    private static final String OUT_OF_ORDER = "RFC 5321 §4.1.4";

    private final MeterProvider<Counter> refusals;
    private final MeterProvider<Counter> logins;
    private final MeterProvider<Counter> alarms;
    private final MeterProvider<Counter> messages;
    private final MeterProvider<Counter> deliveries;
    private final Set<String> rules = ConcurrentHashMap.newKeySet();

    EventCounters(MeterRegistry registry) {
        refusals = counter("vouchpost.refusals", "What was refused, by the setting or RFC that decided", registry);
        logins = counter("vouchpost.logins", "Log-ins tried", registry);
        alarms = counter("vouchpost.alarms", "What the guard has seen or done by itself", registry);
        messages = counter("vouchpost.messages", "Messages whose content has come", registry);
        deliveries = counter("vouchpost.deliveries", "What became of recipients in the spool", registry);
        // there from the start, so that the first one is an increase for Prometheus
        Stream.of("posted", "spooled", "refused").forEach(outcome -> messages.withTags("outcome", outcome));
        Stream.of("delivered", "deferred", "refused", "expired")
                .forEach(outcome -> deliveries.withTags("outcome", outcome));
    }

    private static MeterProvider<Counter> counter(String name, String description, MeterRegistry registry) {
        return Counter.builder(name).description(description).withRegistry(registry);
    }

    /** The same for alarms. */
    void expectAlarms(Stream<String> kinds) {
        kinds.forEach(kind -> alarms.withTags("kind", kind));
    }

    /** And for log-ins. */
    void expectLogIns(Collection<String> mechanisms) {
        mechanisms.forEach(mechanism -> Stream.of("accepted", "refused")
                .forEach(outcome -> logins.withTags("mechanism", mechanism, "outcome", outcome)));
    }

    void count(Event event) {
        event.refusal().map(Event.Refusal::rule).ifPresent(rule -> refusals.withTags("rule", bounded(rule))
                .increment());
        if (event instanceof Event.Login login) {
            logins.withTags(
                            "mechanism",
                            mechanism(login),
                            "outcome",
                            login.refusal().isPresent() ? "refused" : "accepted")
                    .increment();
        } else if (event instanceof Event.Alarm alarm) {
            alarms.withTags("kind", alarm.kind()).increment();
        } else if (event instanceof Event.Delivery delivery) {
            deliveries.withTags("outcome", delivery.outcome()).increment();
        } else if (event instanceof Event.Submission submission) {
            messages.withTags("outcome", submission.custody()).increment();
        } else if (event instanceof Event.Refused refused && isMessage(refused)) {
            messages.withTags("outcome", "refused").increment();
        }
    }

    private static boolean isMessage(Event.Refused refused) {
        return refused.subject().equals(Event.Refused.MESSAGE)
                && refused.refusal()
                        .filter(why -> !why.rule().equals(OUT_OF_ORDER))
                        .isPresent();
    }

    /** One that is not offered has a name of the client's invention. */
    private static String mechanism(Event.Login login) {
        return login.refusal()
                        .filter(refusal -> refusal.rule().equals("sasl.mechanisms"))
                        .isPresent()
                ? OTHER
                : login.mechanism();
    }

    /** Rules are named after settings and RFCs, but some bear the name of one of many routes or quotas. */
    private String bounded(String rule) {
        return rules.contains(rule) || (rules.size() < MOST_RULES && rules.add(rule)) ? rule : OTHER;
    }
}
