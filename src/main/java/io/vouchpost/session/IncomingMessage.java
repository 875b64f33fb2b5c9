package io.vouchpost.session;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.config.LimitSettings;
import io.vouchpost.message.ContentWriter;
import io.vouchpost.message.Header;
import io.vouchpost.message.HeaderSection;
import io.vouchpost.message.MessageFingerprint;
import io.vouchpost.message.Stored;
import io.vouchpost.smtp.ContentReplies;
import io.vouchpost.wire.ChunkDecoder;
import io.vouchpost.wire.ContentDecoder;
import io.vouchpost.wire.DataDecoder;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One message as it comes in after DATA or in the chunks of BDAT: its octets go into the store, its header is read on the way.
 * A message that cannot be taken is read to its end all the same, and dropped, because only there the client listens again.
 */
final class IncomingMessage {
    private final LimitSettings limits;
    private final ContentWriter writer;
    private final HeaderSection header;
    private final ContentDecoder decoder;
    private Optional<MessageFingerprint> fingerprint;
    private boolean full;

    private IncomingMessage(
            SessionSettings settings, ContentWriter writer, Function<Consumer<Buffer>, ContentDecoder> decoder) {
        this.limits = settings.limits();
        this.writer = writer;
        this.header = new HeaderSection(limits.headerBytes(), settings.hostname());
        this.fingerprint = settings.fingerprints() ? Optional.of(new MessageFingerprint()) : Optional.empty();
        this.decoder = decoder.apply(this::take);
    }

    static IncomingMessage byData(SessionSettings settings, ContentWriter writer) {
        return new IncomingMessage(settings, writer, DataDecoder::new);
    }

    static IncomingMessage byChunks(SessionSettings settings, ContentWriter writer) {
        return new IncomingMessage(settings, writer, ChunkDecoder::new);
    }

    /**
     * Takes octets from the client.
     *
     * @return how many of them belong to the message; those behind its end are commands again
     */
    int receive(Buffer octets) {
        int taken = decoder.decode(octets);
        discardRefused();
        return taken;
    }

    /** That was the last chunk. */
    void end() {
        if (decoder instanceof ChunkDecoder chunks) {
            chunks.end();
            discardRefused();
        }
    }

    private void discardRefused() {
        if (isTooLarge() || decoder.fault().isPresent()) {
            writer.discard();
        }
    }

    private void take(Buffer piece) {
        if (!isTooLarge()) {
            header.add(piece);
            if (header.lacksMessageId()) {
                fingerprint = Optional.empty();
            }
            fingerprint.ifPresent(digest -> digest.add(piece));
            full |= !writer.write(piece);
        }
    }

    boolean hasEnded() {
        return decoder.ended();
    }

    /** Completed when the store has kept up, so that the client may go on. */
    Future<Void> drained() {
        if (!full) {
            return Future.succeededFuture();
        }
        full = false;
        return writer.drained();
    }

    private boolean isTooLarge() {
        return decoder.size() > limits.messageBytes();
    }

    /** What is wrong with its octets; empty when nothing is. */
    Optional<Answer> objection() {
        if (isTooLarge()) {
            return Optional.of(Answer.refusal(
                    ContentReplies.messageTooLarge(limits.messageBytes()),
                    "limits.messageBytes",
                    decoder.size() + " octets",
                    "send it in parts, or raise limits.messageBytes"));
        }
        return decoder.fault()
                .map(fault -> fault == ContentDecoder.Fault.NUL
                        ? Answer.refusal(
                                ContentReplies.nulOctet(),
                                "RFC 6152 §3",
                                "a NUL octet",
                                "the client has to encode binary parts in base64")
                        : Answer.refusal(
                                ContentReplies.badLineEnd(),
                                "RFC 5321 §2.3.8",
                                fault == ContentDecoder.Fault.BARE_CR ? "a CR without LF" : "an LF without CR",
                                "the client has to end lines in CR LF; scripts: unix2dos"));
    }

    /** To be asked once, at the end. */
    Header header() {
        return header.finish();
    }

    /** Where second copies are looked for, and can be told; to be asked once, at the end. */
    Optional<MessageFingerprint> fingerprint() {
        return fingerprint;
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
