package io.vouchpost.sasl;

import io.vouchpost.sasl.ScramClientFirst.Support;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What ties an exchange to the TLS below it (RFC 5802 §6), so that somebody in between who speaks TLS to both sides is found
 * out.
 *
 * @param demanded whether the client chose a -PLUS mechanism
 * @param channel as it is on this side
 */
record ScramBinding(boolean demanded, Channel channel) {

    /**
     * What is wrong with what the client says of channel binding; for the log, as RFC 5802 §7 names the errors. Clients are
     * told by a reply alone: {@code e=} would be one more challenge, which some of them take for a broken server.
     */
    Optional<String> objection(ScramClientFirst first) {
        return switch (first.support()) {
            case NONE ->
                demanded ? Optional.of("a -PLUS mechanism without channel binding in the message") : Optional.empty();
            case UNSEEN -> {
                if (demanded) {
                    yield Optional.of("a -PLUS mechanism without channel binding in the message");
                }
                // somebody has taken -PLUS out of our offer on its way to the client
                yield channel.bindings().isEmpty()
                        ? Optional.empty()
                        : Optional.of("server-does-support-channel-binding: the client was shown another offer");
            }
            case USED -> {
                if (!demanded) {
                    yield Optional.of("channel binding in the message, but no -PLUS mechanism");
                }
                yield channel.bindings().containsKey(first.binding())
                        ? Optional.empty()
                        : Optional.of("unsupported-channel-binding-type: " + first.binding() + " is not on this"
                                + " connection, or not in sasl.channelBinding");
            }
        };
    }

    /** Whether the client sees the same channel, and the same header that we got; in constant time. */
    boolean matches(ScramClientFirst first, ScramClientFinal last) {
        byte[] header = first.gs2Header().getBytes(StandardCharsets.UTF_8);
        byte[] data = first.support() == Support.USED
                ? channel.bindings().getOrDefault(first.binding(), new byte[0])
                : new byte[0];
        byte[] input = Arrays.copyOf(header, header.length + data.length);
        System.arraycopy(data, 0, input, header.length, data.length);
        return MessageDigest.isEqual(
                Base64.getEncoder().encode(input), last.binding().getBytes(StandardCharsets.UTF_8));
    }
}
