package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.config.RouteSettings;
import io.vouchpost.message.Submission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Sends a message to all its recipients at once, each by its route, and gathers what became of it. Belongs to one context. */
public final class Relay {
    private static final Outcome UNTRIED =
            new Outcome.Deferred("", NextHopReplies.unreachable(), "the route was not tried", false);

    private final Transport transport;
    private final Supplier<DeliverySettings> settings;
    private List<RouteSettings> routes = List.of();
    private RouteTable table = new RouteTable(routes);

    public Relay(Transport transport, Supplier<DeliverySettings> settings) {
        this.transport = transport;
        this.settings = settings;
    }

    /** The route of each recipient, in their order. */
    List<RouteSettings> routes(Submission submission) {
        var table = table();
        var envelope = submission.envelope();
        return envelope.recipients().stream()
                .map(recipient -> table.route(submission.account(), envelope.reversePath(), recipient.mailbox()))
                .toList();
    }

    private RouteTable table() {
        var now = settings.get().routes();
        if (now != routes) {
            routes = now;
            table = new RouteTable(now);
        }
        return table;
    }

    /** One outcome for each recipient, in their order; does not fail. */
    Future<List<Outcome>> send(Submission submission, Leeway leeway) {
        var byRoute = byRoute(submission);
        if (byRoute.size() == 1) {
            return transport.send(byRoute.keySet().iterator().next(), submission, leeway);
        }
        var recipients = submission.envelope().recipients();
        var outcomes = new ArrayList<Outcome>(recipients.size());
        recipients.forEach(recipient -> outcomes.add(UNTRIED));
        var sent = byRoute.entrySet().stream()
                .map(part -> transport
                        .send(
                                part.getKey(),
                                submission.to(part.getValue().stream()
                                        .map(recipients::get)
                                        .toList()),
                                leeway)
                        .onSuccess(heard -> IntStream.range(0, heard.size())
                                .forEach(i -> outcomes.set(part.getValue().get(i), heard.get(i)))))
                .toList();
        return Future.join(sent).transform(all -> Future.succeededFuture(List.copyOf(outcomes)));
    }

    /** The places of the recipients, by the name of their route. */
    private Map<String, List<Integer>> byRoute(Submission submission) {
        var places = new LinkedHashMap<String, List<Integer>>();
        var routes = routes(submission);
        IntStream.range(0, routes.size())
                .forEach(i -> places.computeIfAbsent(routes.get(i).name(), name -> new ArrayList<>())
                        .add(i));
        return places;
    }
}
