package io.vouchpost.message;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Mailbox;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells a second copy of a message: the same from the same account, to the same recipients. Built while the content streams
 * by, which is hashed first; its SHA-256 stands for it among the other fields.
 */
public final class MessageFingerprint {
    private final MessageDigest content = sha256();

    /** Takes the next octets of the content as the client sent it. */
    public void add(Buffer piece) {
        content.update(((BufferInternal) piece).getByteBuf().nioBuffer());
    }

    /**
     * When all content was given, once.
     *
     * @param messageId the body of {@code Message-ID:}
     * @return hexadecimal SHA-256 over account, reverse-path, recipients, {@code Message-ID:} and content, each behind its
     *     length; the recipients in their normalized form, sorted, behind their number
     */
    public String of(String account, Envelope envelope, String messageId) {
        var all = sha256();
        field(all, octets(account));
        field(all, octets(envelope.reversePath().map(Mailbox::normalized).orElse("")));
        var recipients = envelope.recipients().stream()
                .map(recipient -> recipient.mailbox().normalized())
                .distinct()
                .sorted()
                .toList();
        number(all, recipients.size());
        recipients.forEach(recipient -> field(all, octets(recipient)));
        field(all, octets(messageId));
        field(all, content.digest());
        return HexFormat.of().formatHex(all.digest());
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void field(MessageDigest digest, byte[] octets) {
        number(digest, octets.length);
        digest.update(octets);
    }

    private static void number(MessageDigest digest, int number) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
