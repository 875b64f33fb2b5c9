package io.vouchpost.delivery;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From octets to whole replies (RFC 5321 §4.2.1): lines that continue with {@code 250-} are one reply, and the code of its
 * last line counts. Bounded; what is no reply ends the reading for good, because nobody can say what belongs to what then.
 */
final class ReplyReader {
    /** In octets. RFC 5321 §4.5.3.1.5 grants 512, and some servers do not keep to it. */
    static final int LONGEST_LINE = 2048;

    static final int MOST_LINES = 128;

    private Buffer line = Buffer.buffer();
    private List<String> texts = new ArrayList<>();
    private Optional<String> violation = Optional.empty();

    /** The replies that are complete by these octets. To be asked for a {@link #violation} after. */
    List<NextHopReply> read(Buffer octets) {
        var replies = new ArrayList<NextHopReply>();
        for (int from = 0; from < octets.length() && violation.isEmpty(); ) {
            int end = from;
            while (end < octets.length() && octets.getByte(end) != '\n') {
                end++;
            }
            if (line.length() + end - from > LONGEST_LINE) {
                violation = Optional.of("a reply line of more than " + LONGEST_LINE + " octets");
                break;
            }
            line.appendBuffer(octets, from, end - from);
            if (end < octets.length()) {
                finishLine().ifPresent(replies::add);
            }
            from = end + 1;
        }
        return replies;
    }

    /** What was wrong with what the server said; nothing after it is read. */
    Optional<String> violation() {
        return violation;
    }

    /** Whether a reply has begun and not ended. */
    boolean isWithinReply() {
        return line.length() > 0 || !texts.isEmpty();
    }

    private Optional<NextHopReply> finishLine() {
        var written = line.toString(StandardCharsets.UTF_8);
        line = Buffer.buffer();
        var text = written.endsWith("\r") ? written.substring(0, written.length() - 1) : written;
        if (!isReplyLine(text)) {
            violation = Optional.of("not an SMTP reply: " + Printable.of(text, 100));
            return Optional.empty();
        }
        if (texts.size() == MOST_LINES) {
            violation = Optional.of("a reply of more than " + MOST_LINES + " lines");
            return Optional.empty();
        }
        texts.add(text.length() > 4 ? text.substring(4) : "");
        if (text.length() > 3 && text.charAt(3) == '-') {
            return Optional.empty();
        }
        var reply = new NextHopReply(Integer.parseInt(text, 0, 3, 10), texts);
        texts = new ArrayList<>();
        return Optional.of(reply);
    }

    private static boolean isReplyLine(String text) {
        return text.length() >= 3
                && text.charAt(0) >= '2'
                && text.charAt(0) <= '5'
                && isDigit(text.charAt(1))
                && isDigit(text.charAt(2))
                && (text.length() == 3 || text.charAt(3) == ' ' || text.charAt(3) == '-');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
