package io.vouchpost.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.activation.DataSource;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The leaves of a message as Angus Mail reads them, which knows nothing of ours. */
final class Leaves {

    /**
     * @param body decoded, each character an octet
     * @param raw as it stands in the message
     */
    record Leaf(String type, String body, String raw) {}

    private final List<Leaf> leaves = new ArrayList<>();

    private Leaves() {}

    static List<Leaf> of(byte[] message) {
        return ifReadable(message).orElseThrow(() -> new AssertionError(Tree.shown(message)));
    }

    /** Empty where even Angus Mail finds it too broken. */
    static Optional<List<Leaf>> ifReadable(byte[] message) {
        var leaves = new Leaves();
        try {
            leaves.message(new ByteArrayInputStream(message));
            return Optional.of(leaves.leaves);
        } catch (IOException | MessagingException tooBroken) {
            return Optional.empty();
        }
    }

    private void message(InputStream octets) throws IOException, MessagingException {
        add(new MimeMessage(Session.getInstance(new Properties()), octets));
    }

    private void add(MimePart part) throws IOException, MessagingException {
        if (part.isMimeType("multipart/*") && !part.isMimeType("multipart/signed")) {
            DataSource source = part.getDataHandler().getDataSource();
            var multipart = new MimeMultipart(source);
            for (int i = 0; i < multipart.getCount(); i++) {
                add((MimeBodyPart) multipart.getBodyPart(i));
            }
        } else if (part.isMimeType("message/rfc822")) {
            message(part.getInputStream());
        } else {
            leaves.add(new Leaf(part.getContentType(), text(part.getInputStream()), text(raw(part))));
        }
    }

    private static InputStream raw(MimePart part) throws MessagingException {
        return part instanceof MimeMessage message
                ? message.getRawInputStream()
                : ((MimeBodyPart) part).getRawInputStream();
    }

    private static String text(InputStream octets) throws IOException {
        return new String(octets.readAllBytes(), ISO_8859_1);
    }
}
