package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vouchpost.config.BreakerSettings;
import io.vouchpost.guard.Tripped.Reason;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tells operator and owner by mail. What is told of a trip has the same id each time, so that it goes out once. */
final class Teller {
    private final BreakerStore store;
    private final Custody custody;
    private final String hostname;
    private final Supplier<Optional<BreakerSettings>> settings;
    private final Clock clock;

    Teller(
            BreakerStore store,
            Custody custody,
            String hostname,
            Supplier<Optional<BreakerSettings>> settings,
            Clock clock) {
        this.store = store;
        this.custody = custody;
        this.hostname = hostname;
        this.settings = settings;
        this.clock = clock;
    }

    /** Completed when both letters are safe in the spool and that is noted. */
    Future<Void> tell(Tripped tripped, int held) {
        return toOperator(to -> BreakerLetters.toOperator(to, hostname, tripped, held))
                .compose(told -> toOwner(tripped.account(), to -> BreakerLetters.toOwner(to, hostname, tripped)))
                .compose(told -> store.told(tripped.id(), clock.instant()));
    }

    Future<Void> tellUnusual(String account, Reason reason, String detail) {
        var now = clock.instant();
        var id = "UNUSUAL-" + Integer.toHexString(account.hashCode()) + "-" + reason + "-" + now.toEpochMilli();
        return toOperator(to -> BreakerLetters.unusualToOperator(id + "-OPERATOR", to, hostname, account, detail, now))
                .compose(told -> toOwner(
                        account,
                        to -> BreakerLetters.unusualToOwner(id + "-OWNER", to, hostname, account, reason, now)));
    }

    private Future<Void> toOperator(Function<String, Letter> letter) {
        return settings.get()
                .flatMap(BreakerSettings::operator)
                .map(to -> custody.post(letter.apply(to)))
                .orElseGet(Future::succeededFuture);
    }

    private Future<Void> toOwner(String account, Function<String, Letter> letter) {
        if (settings.get().filter(BreakerSettings::tellOwner).isEmpty()) {
            return Future.succeededFuture();
        }
        return store.contact(account).compose(contact -> contact.map(to -> custody.post(letter.apply(to)))
                .orElseGet(Future::succeededFuture));
    }
}
