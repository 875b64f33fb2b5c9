package io.vouchpost.verticle;

import io.vouchpost.audit.AuditTrail;
import io.vouchpost.audit.Event;
import io.vouchpost.guard.Alarm;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the guard's alarms into the log and the audit trail. */
final class AlarmTrail implements Consumer<Alarm> {
    private static final Logger LOG = LoggerFactory.getLogger(AlarmTrail.class);

    private final AuditTrail trail;

    AlarmTrail(AuditTrail trail) {
        this.trail = trail;
    }

    /** All kinds, as the audit trail has them. */
    static Stream<String> kinds() {
        return Stream.of(Alarm.Kind.values()).map(AlarmTrail::name);
    }

    private static String name(Alarm.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public void accept(Alarm alarm) {
        var kind = name(alarm.kind());
        LOG.warn("{}: {} {} {}", kind, alarm.account(), alarm.network(), alarm.detail());
        trail.record(
                new Event.Alarm(alarm.time(), kind, alarm.account(), alarm.network(), alarm.detail(), alarm.until()));
    }
}
