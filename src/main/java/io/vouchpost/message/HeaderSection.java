package io.vouchpost.message;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the header section while the content streams by, up to the first empty line. Keeps nothing of it but the bodies
 * of {@code From:}, {@code Sender:} and {@code Message-ID:}, {@value #MOST_KEPT} octets at most, and where forged
 * {@code Authentication-Results:} stand, so that a header costs no memory worth counting.
 *
 * <p>Programs disagree on what is a field. This one errs on the side of seeing too much: white space before the colon, any
 * case, and lines behind a malformed one all count, and a name that is {@code From} or {@code Sender} only when other
 * octets in it are overlooked makes the authors doubtful. Total: reads anything, throws nothing.
 */
public final class HeaderSection {

    /** An address list that fills this has some hundred authors. */
    private static final int MOST_KEPT = 8 * 1024;

    /** Longer than any name of interest. */
    private static final int LONGEST_NAME = 24;

    /** More than a line may hold (RFC 5322 §2.1.1). */
    private static final int LONGEST_MESSAGE_ID = 1000;

    private enum In {
        LINE_START,
        NAME,
        BODY,
        END
    }

    private final int limit;
    private final StringBuilder name = new StringBuilder(LONGEST_NAME);
    private final List<byte[]> from = new ArrayList<>(1);
    private final List<byte[]> sender = new ArrayList<>(1);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private final ByteArrayOutputStream messageId = new ByteArrayOutputStream(0);
    private final ForgedResults forged;
    private In in = In.LINE_START;
    private String field = "";
    private boolean blank; // white space seen in the name: harmless at its end only
    private boolean odd; // octets in the name that no name may have
    private boolean oddAuthor;
    private boolean beginsFolded;
    private boolean hasDate;
    private boolean hasMessageId;
    private int received;
    private int size;
    private int lineStart;
    private int kept;

    /**
     * @param limit octets of the header section, {@code limits.headerBytes}
     * @param hostname ours, which nobody else may have in {@code Authentication-Results:}
     */
    public HeaderSection(int limit, String hostname) {
        this.limit = limit;
        this.forged = new ForgedResults(hostname);
    }

    /** Takes the next octets of the content; of those behind the header section no notice is taken. */
    public void add(Buffer piece) {
        if (in == In.END) {
            return;
        }
        ByteBuf octets = ((BufferInternal) piece).getByteBuf();
        octets.forEachByte(octet -> {
            take(octet);
            return in != In.END;
        });
    }

    /** Whether all of it has come, and no {@code Message-ID:} with it. */
    public boolean lacksMessageId() {
        return in == In.END && !hasMessageId;
    }

    /** What was read; called when all content was given. */
    public Header finish() {
        if (in != In.END) {
            endOfField(size);
        }
        if (size > limit) {
            return new Header.TooLarge();
        }
        return beginsFolded
                ? new Header.BeginsFolded()
                : new Header.Fields(hasDate, messageId(), received, authors(), forged.ranges());
    }

    private Optional<String> messageId() {
        return hasMessageId
                ? Optional.of(messageId.toString(StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }

    private Authors authors() {
        var mailboxes = new AuthorFields();
        from.forEach(octets -> mailboxes.addFrom(AddressField.read(octets)));
        sender.forEach(octets -> mailboxes.addSender(AddressField.read(octets)));
        if (kept > MOST_KEPT) {
            mailboxes.doubt("From", "more addresses than can be checked");
        }
        if (oddAuthor) {
            mailboxes.doubt("From", "a field name that only some programs read as an author");
        }
        return mailboxes.authors();
    }

    private void take(byte octet) {
        if (++size > limit) {
            in = In.END;
        } else if (octet == '\r') {
            return; // there is no bare one, DataDecoder sees to it
        } else if (in == In.LINE_START) {
            startOfLine(octet);
        } else if (octet == '\n') {
            endOfLine();
        } else if (in == In.NAME) {
            inName(octet);
        } else {
            keep(octet);
        }
    }

    private void endOfLine() {
        if (in == In.NAME) { // the colon may yet come on a folded line, for some
            oddAuthor |= isAuthor();
            if (isResults()) {
                forged.begin(lineStart);
            }
        }
        in = In.LINE_START;
        lineStart = size;
    }

    private void startOfLine(byte octet) {
        if (octet == ' ' || octet == '\t') {
            in = In.BODY; // folded (RFC 5322 §2.2.3)
            beginsFolded |= lineStart == 0;
            keep(octet);
            return;
        }
        endOfField(lineStart);
        if (octet == '\n') {
            in = In.END;
            return;
        }
        in = In.NAME;
        name.setLength(0);
        blank = false;
        odd = false;
        inName(octet);
    }

    private void inName(byte octet) {
        if (octet == ':') {
            in = In.BODY;
            startOfBody();
        } else if (octet == ' ' || octet == '\t') {
            blank = true;
        } else if (octet < ' ' || octet == 0x7f) { // the eight-bit ones are negative
            odd = true;
        } else {
            odd |= blank;
            if (name.length() < LONGEST_NAME) {
                name.append((char) octet);
            }
        }
    }

    private void startOfBody() {
        String lower = name.toString().toLowerCase(Locale.ROOT);
        oddAuthor |= odd && isAuthor();
        if (isResults()) {
            forged.begin(lineStart);
        }
        if (odd) {
            return;
        }
        switch (lower) {
            case "from", "sender" -> field = lower;
            case "date" -> hasDate = true;
            case "message-id" -> {
                field = hasMessageId ? "" : lower;
                hasMessageId = true;
            }
            case "received" -> received++;
            default -> {}
        }
    }

    private boolean isAuthor() {
        String written = name.toString();
        return written.equalsIgnoreCase("From") || written.equalsIgnoreCase("Sender");
    }

    private boolean isResults() {
        return name.toString().equalsIgnoreCase("Authentication-Results");
    }

    private void keep(byte octet) {
        forged.keep(octet);
        if (field.equals("message-id")) {
            if (messageId.size() < LONGEST_MESSAGE_ID) {
                messageId.write(octet);
            }
        } else if (!field.isEmpty() && ++kept <= MOST_KEPT) {
            body.write(octet);
        }
    }

    private void endOfField(int at) {
        forged.end(at);
        if (field.equals("message-id")) {
            field = "";
        } else if (!field.isEmpty()) {
            (field.equals("from") ? from : sender).add(body.toByteArray());
            body.reset();
            field = "";
        }
    }
}
