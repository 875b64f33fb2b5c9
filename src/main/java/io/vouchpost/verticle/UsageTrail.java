package io.vouchpost.verticle;

import io.vouchpost.account.UsageLog;
import io.vouchpost.audit.AuditTrail;
import io.vouchpost.audit.Event;

/** Counts the log-ins that succeeded, on the way to the audit log. */
record UsageTrail(UsageLog usage, AuditTrail next) implements AuditTrail {

    @Override
    public void record(Event event) {
        if (event instanceof Event.Login login && login.refusal().isEmpty()) {
            var origin = login.origin();
            var prover = login.actor().isEmpty() ? login.account() : login.actor(); // whose credential it was
            usage.count(
                    new UsageLog.Kind(prover, login.mechanism(), origin.tls(), login.credential(), login.clientName()),
                    origin.address(),
                    login.time());
        }
        next.record(event);
    }
}
