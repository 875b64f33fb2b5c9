package io.vouchpost.audit;

/** Where events go. Called on event loops: never blocks, never throws. */
@FunctionalInterface
public interface AuditTrail {
    void record(Event event);
}
