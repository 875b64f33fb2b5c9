package io.vouchpost.session;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.config.LimitSettings;
import io.vouchpost.message.ContentWriter;
import io.vouchpost.message.Header;
import io.vouchpost.message.HeaderSection;
import io.vouchpost.message.Stored;
import io.vouchpost.smtp.Replies;
import io.vouchpost.wire.DataDecoder;
import java.util.Optional;

/**
 * One message as it comes in after DATA: its octets go into the store, its header is read on the way. A message that cannot
 * be taken is read to its end all the same, and dropped, because only there the client listens again.
 */
final class IncomingMessage {
    private final LimitSettings limits;
    private final ContentWriter writer;
    private final HeaderSection header;
    private final DataDecoder decoder = new DataDecoder(this::take);
    private boolean full;

    IncomingMessage(LimitSettings limits, ContentWriter writer) {
        this.limits = limits;
        this.writer = writer;
        this.header = new HeaderSection(limits.headerBytes());
    }

    /**
     * Takes octets from the client.
     *
     * @return how many of them belong to the message; those behind its end are commands again
     */
    int receive(Buffer octets) {
        int taken = decoder.decode(octets);
        if (isRefused()) {
            writer.discard();
        }
        return taken;
    }

    private void take(Buffer piece) {
        if (!isTooLarge()) {
            header.add(piece);
            full |= !writer.write(piece);
        }
    }

    boolean hasEnded() {
        return decoder.ended();
    }

    /** Whether the store cannot keep up, so that the client has to wait for {@link #drained}. */
    boolean isFull() {
        return full;
    }

    Future<Void> drained() {
        full = false;
        return writer.drained();
    }

    private boolean isTooLarge() {
        return decoder.size() > limits.messageBytes();
    }

    private boolean isRefused() {
        return isTooLarge() || decoder.fault().isPresent();
    }

    /** What is wrong with its octets; empty when nothing is. */
    Optional<Answer> objection() {
        if (isTooLarge()) {
            return Optional.of(Answer.refusal(
                    Replies.messageTooLarge(limits.messageBytes()),
                    "limits.messageBytes",
                    decoder.size() + " octets",
                    "send it in parts, or raise limits.messageBytes"));
        }
        return decoder.fault()
                .map(fault -> fault == DataDecoder.Fault.NUL
                        ? Answer.refusal(
                                Replies.nulOctet(),
                                "RFC 6152 §3",
                                "a NUL octet",
                                "the client has to encode binary parts in base64")
                        : Answer.refusal(
                                Replies.badLineEnd(),
                                "RFC 5321 §2.3.8",
                                fault == DataDecoder.Fault.BARE_CR ? "a CR without LF" : "an LF without CR",
                                "the client has to end lines in CR LF; scripts: unix2dos"));
    }

    /** To be asked once, at the end. */
    Header header() {
        return header.finish();
    }

    /** The content, when it is stored; to be asked once, at the end. */
    Future<Stored> content() {
        return writer.finish(decoder.hasLeadingDots());
    }

    /** Drops it, at any time. */
    void discard() {
        writer.discard();
    }
}
