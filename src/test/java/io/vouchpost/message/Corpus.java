package io.vouchpost.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Messages that have to come out of the gateway octet by octet as they went in: one for each way in which mail can be
 * strange. All are written by {@code alice@example.org}, so that an account with this identity may send them.
 */
public final class Corpus {

    private Corpus() {}

    /** All messages of {@code src/test/resources/corpus}, by name. */
    public static List<CorpusMessage> all() {
        try (Stream<Path> files =
                Files.list(Path.of(Corpus.class.getResource("/corpus").toURI()))) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .map(Corpus::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static CorpusMessage read(Path file) {
        try {
            return new CorpusMessage(file.getFileName().toString().replaceAll("\\.eml$", ""), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An attachment of 30 MB, the same each time. */
    public static CorpusMessage large() {
        ByteArrayOutputStream message = new ByteArrayOutputStream(31 << 20);
        message.writeBytes(("""
                Date: Mon, 5 Oct 2026 09:00:00 +0200\r
                From: Alice Example <alice@example.org>\r
                To: Bob <bob@example.net>\r
                Message-ID: <corpus.large@example.org>\r
                Subject: 30 MB\r
                MIME-Version: 1.0\r
                Content-Type: multipart/mixed; boundary="large"\r
                \r
                --large\r
                \r
                .The film of the party.\r
                --large\r
                Content-Type: video/mp4; name="party.mp4"\r
                Content-Transfer-Encoding: base64\r
                Content-Disposition: attachment; filename="party.mp4"\r
                \r
                """).getBytes(US_ASCII));
        Random random = new Random(30);
        byte[] line = new byte[57];
        while (message.size() < 30_000_000) {
            random.nextBytes(line);
            message.writeBytes(Base64.getEncoder().encode(line));
            message.write('\r');
            message.write('\n');
        }
        message.writeBytes("--large--\r\n".getBytes(US_ASCII));
        return new CorpusMessage("large", message.toByteArray());
    }
}
