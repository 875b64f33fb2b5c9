package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.guard.Presence;
import io.vouchpost.guard.Ruling;
import java.util.Optional;
import java.util.function.IntSupplier;

/** The place of one connection among those that are logged in as the same account. All calls on its event loop. */
final class Seat {
    private final Presence presence;
    private final IntSupplier limit;
    private Optional<String> account = Optional.empty();
    private boolean left;

    /**
     * @param limit of connections logged in as one account
     */
    Seat(Presence presence, IntSupplier limit) {
        this.presence = presence;
        this.limit = limit;
    }

    /** Logged in, perhaps for a second time; says what is against it. Fails never. */
    Future<Optional<Ruling.Wait>> take(String name) {
        giveUp();
        return presence.enter(name, limit.getAsInt()).map(refused -> {
            if (refused.isEmpty()) {
                account = Optional.of(name);
            }
            if (left) {
                giveUp(); // the client went while its password was checked
            }
            return refused;
        });
    }

    /** The connection is closed. */
    void leave() {
        left = true;
        giveUp();
    }

    private void giveUp() {
        account.ifPresent(presence::leave);
        account = Optional.empty();
    }
}
