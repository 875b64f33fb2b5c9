package io.vouchpost.message;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as mail writes them (RFC 5322 §3.3), with the numeric zone that RFC 3464 §2.1.2 wants. */
public record MailDate(ZoneId zone) {
    private static final DateTimeFormatter RFC_5322 =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US);

    public String of(Instant instant) {
        return RFC_5322.format(instant.atZone(zone));
    }
}
