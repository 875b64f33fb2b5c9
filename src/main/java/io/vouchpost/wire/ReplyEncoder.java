package io.vouchpost.wire;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.smtp.Reply;
import java.nio.charset.StandardCharsets;

/**
 * Replies as octets (RFC 5321 §4.2.1, RFC 2034 §4: the enhanced code on every line). Text that came from elsewhere, such as
 * the next hop's, cannot break out of its line.
 */
public final class ReplyEncoder {
    /** RFC 5321 §4.5.3.1.5: 512 octets with codes and CRLF. A challenge of SASL may be longer (RFC 4954 §4.3). */
    private static final int LONGEST_TEXT = 490;

    private static final int CHALLENGE = 334;

    private ReplyEncoder() {}

    /** Puts the reply behind what the buffer holds already, so that several go out in one write. */
    public static void append(Reply reply, Buffer to) {
        String code = Integer.toString(reply.code());
        String enhanced = reply.status().enhanced();
        int last = reply.lines().size() - 1;
        for (int i = 0; i <= last; i++) {
            to.appendString(code).appendByte((byte) (i < last ? '-' : ' '));
            if (!enhanced.isEmpty()) {
                to.appendString(enhanced).appendByte((byte) ' ');
            }
            String line = reply.lines().get(i);
            to.appendString(reply.code() == CHALLENGE ? line : harmless(line)).appendString("\r\n");
        }
    }

    /** No control characters, no more than a line holds, cut between characters. */
    private static String harmless(String text) {
        boolean clean = text.length() <= LONGEST_TEXT / 4 && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (clean) {
            return text;
        }
        var line = new StringBuilder();
        int octets = 0;
        for (int c : text.codePoints().toArray()) {
            String shown = Character.isISOControl(c) ? "?" : Character.toString(c);
            octets += shown.getBytes(StandardCharsets.UTF_8).length;
            if (octets > LONGEST_TEXT) {
                break;
            }
            line.append(shown);
        }
        return line.toString();
    }
}
