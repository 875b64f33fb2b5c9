package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.delivery.Warden;
import io.vouchpost.delivery.Waypoints;
import io.vouchpost.message.Submission;
import io.vouchpost.spool.Notice;
import io.vouchpost.spool.Parcel;
import io.vouchpost.spool.Progress;
import io.vouchpost.spool.Spool;
import io.vouchpost.spool.SpoolNews;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * What {@link DeliveryVerticle} stands on besides the transport.
 *
 * @param room says what is in the way of so many octets more
 * @param warden says whose mail is held
 * @param composer makes notifications for senders
 * @param journal told of each attempt to deliver out of the spool
 * @param clock the same for all gateways
 */
record Depot(
        Spool spool,
        SpoolNews news,
        LongFunction<Optional<String>> room,
        Warden warden,
        Function<Notice, Future<Optional<Submission>>> composer,
        BiConsumer<Parcel, List<Progress>> journal,
        Clock clock,
        Waypoints waypoints) {}
