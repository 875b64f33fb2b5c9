package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vouchpost.config.Settings;
import io.vouchpost.delivery.RouteTable;
import io.vouchpost.dsn.PlainMail;
import io.vouchpost.guard.Custody;
import io.vouchpost.guard.Letter;
import io.vouchpost.guard.Tripped.Ending;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.spool.Kept;
import io.vouchpost.spool.Progress;
import io.vouchpost.spool.Spool;
import io.vouchpost.spool.Withheld;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the breaker decides, done in the spool; its letters go out by the routes in force. */
final class SpoolCustody implements Custody {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolCustody.class);

    private final Withheld withheld;
    private final Spool spool;
    private final Supplier<Settings> settings;
    private final Clock clock;

    SpoolCustody(Pool pool, Spool spool, Supplier<Settings> settings, Clock clock) {
        this.withheld = new Withheld(pool, clock);
        this.spool = spool;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Future<Integer> hold(String account, String why) {
        return withheld.hold(account, why);
    }

    @Override
    public Future<Integer> settle(String account, Ending ending) {
        return (switch (ending.outcome()) {
                    case RELEASED -> withheld.release(account);
                    case DROPPED -> withheld.drop(account, ending.at());
                })
                .map(Withheld.Extent::recipients);
    }

    @Override
    public Future<Void> post(Letter letter) {
        var mailbox = Mailbox.parse(letter.to()).filter(Mailbox::isAscii);
        if (mailbox.isEmpty()) {
            LOG.warn("nobody can be told at {}, which is no address: {}", letter.to(), letter.subject());
            return Future.succeededFuture();
        }
        var now = settings.get();
        var submission = new PlainMail(
                        now.hostname(), now.delivery().notifications().from(), Clock.systemUTC())
                .compose(letter.id(), mailbox.get(), letter.subject(), letter.text());
        var route = new RouteTable(now.delivery().routes()).route("", Optional.empty(), mailbox.get());
        var entry = new Kept.Entry(route.name(), Progress.ready(clock.instant()));
        return spool.keep(new Kept(submission, List.of(entry), Optional.empty()));
    }
}
