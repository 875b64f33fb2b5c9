package io.vouchpost.verticle;

import io.vouchpost.audit.AuditTrail;
import io.vouchpost.audit.Event;
import java.util.function.BiConsumer;

/**
 * Tells from where accounts log in, on the way to the audit log.
 *
 * @param sightings takes the account and the client's address
 */
record SightingTrail(BiConsumer<String, String> sightings, AuditTrail next) implements AuditTrail {

    @Override
    public void record(Event event) {
        if (event instanceof Event.Login login && login.refusal().isEmpty()) {
            sightings.accept(login.account(), login.origin().address());
        }
        next.record(event);
    }
}
