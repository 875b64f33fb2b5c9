package io.vouchpost.probe;

import java.util.Locale;

/** What is looked at, in this order; the names are a contract with those who read the JSON (docs/probe.md). */
public enum Step {
    ADDRESS,
    CONNECT,
    GREETING,
    EHLO,
    CLEARTEXT,
    STARTTLS,
    TLS,
    CERTIFICATE,
    CAPABILITIES,
    MECHANISMS,
    RELAY,
    LOGIN,
    SENDER,
    MESSAGE,
    ARRIVAL,
    SRV,
    SPF,
    DKIM,
    MX;

    /** As reports have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
