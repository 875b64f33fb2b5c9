package io.vouchpost.config;

import java.util.Optional;

/**
 * Delivery status notifications (RFC 3464).
 *
 * @param from the address in their From:; empty: mailer-daemon at our host name
 * @param returnedOctets a message up to this size comes back whole where that was asked for (RET=FULL); else its header
 */
public record NotificationSettings(
        Optional<String> from, @Key("returnedBytes") int returnedOctets) {}
