package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Replies;

/** Takes messages in: what the client is answered, and who has the message then. */
public final class Intake {
    private final Transport transport;
    private final RouteTable table;
    private final DeliverySettings settings;

    public Intake(Transport transport, DeliverySettings settings) {
        this.transport = transport;
        this.table = new RouteTable(settings.routes());
        this.settings = settings;
    }

    /** The content is not released here. */
    public Future<Receipt> post(Submission submission) {
        var envelope = submission.envelope();
        var route = table.route(
                submission.account(),
                envelope.reversePath(),
                envelope.recipients().get(0).mailbox());
        return transport
                .send(route.name(), submission, Leeway.of(settings.relayTimeout()))
                .map(outcomes -> receipt(submission, outcomes.get(0)));
    }

    private static Receipt receipt(Submission submission, Outcome outcome) {
        if (outcome instanceof Outcome.Relayed relayed) {
            return new Receipt.Taken(Replies.posted(submission.id()), relayed.host() + ": " + relayed.reply());
        }
        if (outcome instanceof Outcome.Refused refused) {
            return new Receipt.Declined(
                    refused.reply(),
                    "delivery.routes",
                    refused.host() + " refused: " + refused.reply(),
                    "ask those who run " + refused.host());
        }
        var deferred = (Outcome.Deferred) outcome;
        return new Receipt.Declined(
                deferred.reply(), "delivery.routes", deferred.cause(), "look at the next hop; the client tries again");
    }
}
