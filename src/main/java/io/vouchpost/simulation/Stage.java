package io.vouchpost.simulation;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.Notifications;
import io.vouchpost.guard.Alarm;
import io.vouchpost.guard.Crowd;
import io.vouchpost.guard.Gate;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Newcomers;
import io.vouchpost.guard.Quotas;
import java.time.Clock;
import java.util.function.Consumer;

/** The guard as a gateway has it, on a database that nobody else uses. */
record Stage(Gate gate, Notifications notifications) {

    /**
     * @param database empty; stays the caller's
     * @param alarms told of what a gateway would alarm its operator about
     */
    static Future<Stage> open(
            Vertx vertx, Database database, GuardSettings settings, Clock clock, Consumer<Alarm> alarms) {
        var notifications = database.notifications();
        var gate = Gate.open(
                vertx, database.pool(), notifications, settings, clock, alarms, Newcomers.IGNORED, Crowd::none);
        return notifications.start().map(new Stage(gate, notifications));
    }

    Guard guard() {
        return gate.guard();
    }

    /** Completes when what was recorded is in force. */
    Future<Void> settled() {
        return gate.settled();
    }

    Quotas quotas() {
        return gate.quotas();
    }

    Future<Void> close() {
        return gate.close().transform(done -> notifications.close());
    }
}
