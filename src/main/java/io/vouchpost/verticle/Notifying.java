package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.config.Settings;
import io.vouchpost.delivery.RouteTable;
import io.vouchpost.dsn.Notifier;
import io.vouchpost.message.Submission;
import io.vouchpost.spool.Notice;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Notifications by the settings in force. */
record Notifying(Supplier<Settings> settings) implements Function<Notice, Future<Optional<Submission>>> {

    @Override
    public Future<Optional<Submission>> apply(Notice notice) {
        var now = settings.get();
        var routes = new RouteTable(now.delivery().routes());
        return new Notifier(
                        now.hostname(),
                        now.delivery().notifications(),
                        (of, about) -> deadline(routes, of, about),
                        Clock.systemUTC(),
                        Reference::random)
                .compose(notice);
    }

    private static Instant deadline(RouteTable routes, Notice notice, Notice.About about) {
        var submission = notice.submission();
        var route = routes.route(
                submission.account(),
                submission.envelope().reversePath(),
                about.recipient().mailbox());
        var begun = submission.release().filter(notice.accepted()::isBefore).orElse(notice.accepted());
        return begun.plus(route.retry().expire());
    }
}
