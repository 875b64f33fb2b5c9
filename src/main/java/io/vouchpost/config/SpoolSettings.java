package io.vouchpost.config;

import java.time.Duration;

/**
 * Where messages wait.
 *
 * @param octets the most that all of them may take
 * @param freeOctets what must stay free on the disks that this gateway can see
 * @param lease for how long a gateway has a message for itself, unless it says that it is still there
 * @param remember for how long one can look up what became of a message
 */
public record SpoolSettings(
        @Key("bytes") long octets, @Key("freeBytes") long freeOctets, Duration lease, Duration remember) {}
