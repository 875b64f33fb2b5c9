package io.vouchpost.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Bounds on what clients can make the gateway do.
 *
 * @param messageBytes a message, declared or actual
 * @param recipients in one transaction
 * @param headerBytes the header section of a message
 * @param commandBytes a command line with its CRLF (RFC 5321 §4.5.3.1.4 wants 512 at least, extensions add to it)
 * @param errors replies of class 4 or 5 in one session before it is closed
 * @param idleCommands commands in one session that move nothing forward (NOOP, RSET, HELP, VRFY, EHLO) before it is closed
 * @param idle silence of the client (RFC 5321 §4.5.3.2.7 wants five minutes)
 * @param command a command line, from its first octet to its end
 * @param logIn from the connection to the log-in
 * @param greetingDelay how long the greeting waits for clients that talk first; zero: they may
 * @param session a whole connection
 * @param data a whole message, from 354 to the final dot
 * @param connections in all
 * @param connectionsPerAddress at a time
 * @param connectionsPerAccount logged in as one account at a time
 * @param memoryBytes all messages and pending input together
 * @param memoryPerMessage above that a message goes to a file
 * @param diskBytes all those files together; above that 452 4.3.1
 * @param directory where they are
 * @param futureRelease how far in the future a client may have its message sent (RFC 4865); zero: not at all
 * @param grace for transactions in progress when the gateway is told to stop
 */
public record LimitSettings(
        long messageBytes,
        int recipients,
        int headerBytes,
        int commandBytes,
        int errors,
        int idleCommands,
        Duration idle,
        Duration command,
        Duration logIn,
        Duration greetingDelay,
        Duration session,
        Duration data,
        int connections,
        int connectionsPerAddress,
        int connectionsPerAccount,
        long memoryBytes,
        int memoryPerMessage,
        long diskBytes,
        Path directory,
        Duration grace,
        Duration futureRelease) {

    /** What the schema cannot say, since it is of two keys; and where one of them is live, of two files too. */
    static final List<Bound> BOUNDS = List.of(
            new Bound("memoryPerMessage", LimitSettings::memoryPerMessage, "memoryBytes", LimitSettings::memoryBytes),
            new Bound("messageBytes", LimitSettings::messageBytes, "diskBytes", LimitSettings::diskBytes),
            new Bound("headerBytes", LimitSettings::headerBytes, "messageBytes", LimitSettings::messageBytes));

    /**
     * A part must not be larger than the whole.
     *
     * @param part its key
     * @param whole its key
     */
    record Bound(
            String part,
            ToLongFunction<LimitSettings> partBytes,
            String whole,
            ToLongFunction<LimitSettings> wholeBytes) {

        boolean isBroken(LimitSettings limits) {
            return partBytes.applyAsLong(limits) > wholeBytes.applyAsLong(limits);
        }
    }
}
